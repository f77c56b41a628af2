package latchkey.account;

import static java.text.Normalizer.Form.NFKC;

import java.text.Normalizer;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.regex.Pattern;
import latchkey.Sql;

/** A username or an e-mail address, folded for comparison: its account signs in with it. */
public final class LoginName {

    /** Whose name it is: of one with blanks that was taken before they were trimmed, or else of the name without them. */
    public static final String OWNER = "coalesce((select account_id from login_name where name = :typed),"
            + " (select account_id from login_name where name = :name))";

    private static final Pattern BLANKS = Pattern.compile("  +");

    /**
     * Gives {@code account} those of {@code names} that are free, in one statement: of any number of claimants at once,
     * on any number of replicas, exactly one gets each.
     *
     * @param names folded; sorted, so that two claimants never wait for each other
     * @return the names that were free
     */
    static Set<String> claim(Account account, SortedSet<String> names) {
        return new HashSet<>(
                Sql.of("""
                        insert into login_name (name, account_id)
                        select name, ? from unnest(?) as name order by name
                        on conflict do nothing
                        returning name
                        """, account.id, names.toArray(String[]::new)).all(row -> row.getString("name")));
    }

    /** Without white space at its ends, as browsers and Django REST framework read a field. */
    static String trimmed(String typed) {
        int from = 0;
        int to = typed.length();
        while (from < to && isBlank(typed.charAt(from))) {
            from++;
        }
        while (from < to && isBlank(typed.charAt(to - 1))) {
            to--;
        }
        return typed.substring(from, to);
    }

    /** NFKC, in which many kinds of blank are one; trimmed, and blanks in a row are one (RFC 8266, 2.1). */
    static String normalised(String typed) {
        return BLANKS.matcher(trimmed(Normalizer.normalize(typed, NFKC))).replaceAll(" ");
    }

    /** The same for all spellings that differ only by letter case or width: upper case first, since ß and SS are one there. */
    static String folded(String name) {
        String normalised = Normalizer.normalize(name, NFKC);
        return Normalizer.normalize(normalised.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT), NFKC);
    }

    /** What {@link #OWNER} asks for. */
    public static Map<String, Object> spellings(String typed) {
        return Map.of("typed", folded(typed), "name", folded(normalised(typed)));
    }

    /** White_Space of Unicode, and the four separators that Java and Python count as such. */
    private static boolean isBlank(char character) {
        return Character.isWhitespace(character) || Character.isSpaceChar(character) || character == '\u0085';
    }

    private LoginName() {}
}
