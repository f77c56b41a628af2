package latchkey;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.stream.Stream;

/** The content of the database as one text, to compare. */
public final class Tables {

    /** Accounts, without the time of their import. */
    public static String people() {
        return Database.query("select json_build_array("
                + all("to_jsonb(a)", "account a", "a.id")
                + ", " + all("to_jsonb(n)", "login_name n", "n.name")
                + ", " + all("to_jsonb(c) - 'changed_at' - 'imported_at'", "credential c", "c.account_id")
                + ")");
    }

    /** A digest of {@link #people}, for many accounts. */
    public static String digest() {
        return Database.query("select concat_ws(' ', "
                + digest("to_jsonb(a)", "account a", "a.id")
                + ", " + digest("to_jsonb(n)", "login_name n", "n.name")
                + ", " + digest("to_jsonb(c) - 'changed_at' - 'imported_at'", "credential c", "c.account_id")
                + ")");
    }

    private static String digest(String row, String table, String order) {
        return "(select count(*) || ' ' || md5(string_agg(%s::text, ',' order by %s)) from %s)"
                .formatted("(" + row + ")", order, table);
    }

    /** Every row of every table, and where each sequence is. */
    public static String all() {
        List<String> tables = List.of(Database.query(
                        "select string_agg(tablename, ',' order by tablename) from pg_tables where schemaname = 'public'")
                .split(","));
        return Database.query("select json_build_array("
                + Stream.concat(
                                tables.stream().map(table -> all("to_jsonb(t)", table + " t", "to_jsonb(t)::text")),
                                Stream.of(all("s.sequencename || s.last_value", "pg_sequences s", "s.sequencename")))
                        .collect(joining(", "))
                + ")");
    }

    private static String all(String row, String table, String order) {
        return "(select json_agg(%s order by %s) from %s)".formatted(row, order, table);
    }

    private Tables() {}
}
