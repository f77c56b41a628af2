package latchkey.transfer;

import com.fasterxml.jackson.core.JsonProcessingException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import latchkey.audit.AuditLog;
import latchkey.audit.EventDraft;
import latchkey.audit.Kind;
import latchkey.database.JdbcStatement;
import latchkey.database.Transactions;
import latchkey.key.KeyRing;
import latchkey.transfer.file.ImportedUser;
import latchkey.transfer.file.JsonFields;
import org.jspecify.annotations.Nullable;

/** Writes all accounts with their hashes, in the form that import reads, so that an operator can move to another service. */
@ApplicationScoped
public class Export {

    private static final int PAGE = 1_000;

    private final KeyRing keys;
    private final FactorExport factorExport;
    private final AuditLog audit;

    Export(KeyRing keys, FactorExport factorExport, AuditLog audit) {
        this.keys = keys;
        this.factorExport = factorExport;
        this.audit = audit;
    }

    /** @param id after which the next page begins */
    private record Line(long id, Map<String, @Nullable Object> fields) {}

    /**
     * Writes a line for each account, and returns how many.
     *
     * @param factors whether to write second factors, whose secrets anyone can sign in with who knows the password
     * @throws IllegalStateException with a sentence, if the secret of this process is wrong and cannot decrypt them
     */
    public long run(Writer out, boolean factors) throws IOException {
        begin(factors);
        long written = 0;
        long last = 0;
        List<Line> page;
        do {
            page = page(last);
            if (factors) {
                addFactors(page);
            }
            for (Line line : page) {
                out.write(json(line));
                out.write('\n');
                last = line.id();
            }
            written += page.size();
        } while (page.size() == PAGE);
        out.flush();
        return written;
    }

    /** Recorded first, so that an aborted export is recorded, too. */
    private void begin(boolean factors) {
        if (factors) {
            keys.requireRightSecret();
        }
        EventDraft event = audit.of(Kind.EXPORT);
        audit.record(factors ? event.withDetail("with second factors") : event);
    }

    private void addFactors(List<Line> page) {
        Map<Long, List<Map<String, @Nullable Object>>> factors = Transactions.statement(
                () -> factorExport.of(page.stream().map(Line::id).toList()));
        page.stream().filter(line -> factors.containsKey(line.id())).forEach(line -> line.fields()
                .put("factors", factors.get(line.id())));
    }

    private static List<Line> page(long after) {
        return Transactions.statement(() -> JdbcStatement.of("""
                        select a.id, a.username, a.email, a.email_verified_at is not null as email_verified, a.first_name, a.last_name, a.full_name, a.profile_image, a.active,
                            a.superuser, a.group_names as groups, a.joined_at, c.password_hash
                        from account a left join credential c on c.account_id = a.id where a.id > ? order by a.id limit ?
                        """, after, PAGE).all(Export::line));
    }

    private static Line line(ResultSet row) throws SQLException {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        for (String name : ImportedUser.FIELDS) {
            fields.put(
                    name,
                    switch (name) {
                        case "joined_at" -> String.valueOf(JdbcStatement.instant(row, name));
                        case "groups" -> row.getArray(name).getArray();
                        default -> row.getObject(name);
                    });
        }
        return new Line(row.getLong("id"), fields);
    }

    private static String json(Line line) {
        try {
            return JsonFields.MAPPER.writeValueAsString(line.fields());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
