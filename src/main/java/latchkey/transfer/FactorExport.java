package latchkey.transfer;

import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import latchkey.database.JdbcStatement;
import latchkey.factor.Base32;
import latchkey.factor.Factor;
import latchkey.key.Encryption;
import latchkey.key.Secret;
import org.jspecify.annotations.Nullable;

/** Reads the second factors of accounts, with their secrets. */
@ApplicationScoped
class FactorExport {

    private static final String QUERY = """
            select f.account_id, f.id, f.kind, f.name, f.secret, p.credential_id, p.user_handle, p.credential, p.sign_count,
                p.backup_eligible, p.backed_up, p.transports
            from factor f left join passkey p on p.factor_id = f.id
            where f.account_id = any(select cast(wanted as bigint) from unnest(?) as wanted) and f.confirmed_at is not null
            order by f.created_at, f.id
            """;

    private final Encryption encryption;

    FactorExport(Encryption encryption) {
        this.encryption = encryption;
    }

    /** One second factor. */
    private record Line(long account, Map<String, @Nullable Object> fields) {}

    /** The second factors by account, without those whose secret cannot be decrypted, which are logged. */
    Map<Long, List<Map<String, @Nullable Object>>> of(Collection<Long> accounts) {
        Map<Long, List<Map<String, @Nullable Object>>> factors = new HashMap<>();
        String[] ids = accounts.stream().map(String::valueOf).toArray(String[]::new);
        JdbcStatement.of(QUERY, (Object) ids).all(this::line).stream()
                .flatMap(Optional::stream)
                .forEach(line -> factors.computeIfAbsent(line.account(), id -> new ArrayList<>())
                        .add(line.fields()));
        return factors;
    }

    private Optional<Line> line(ResultSet row) throws SQLException {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        Factor.Kind kind = Factor.Kind.valueOf(row.getString("kind"));
        fields.put("kind", kind.name().toLowerCase(Locale.ROOT));
        fields.put("name", row.getString("name"));
        if (kind == Factor.Kind.PASSKEY) {
            addPasskey(fields, row);
            return Optional.of(new Line(row.getLong("account_id"), fields));
        }
        String id = row.getString("id");
        Optional<Encryption.Decrypted> secret = encryption.decrypt(Secret.Use.TOTP, row.getBytes("secret"), id);
        if (secret.isEmpty()) {
            Log.errorf("factor %s is left out: its secret is not encrypted under LATCHKEY_SECRET", id);
            return Optional.empty();
        }
        fields.put("secret", Base32.encode(secret.get().content()));
        return Optional.of(new Line(row.getLong("account_id"), fields));
    }

    private static void addPasskey(Map<String, @Nullable Object> fields, ResultSet row) throws SQLException {
        for (String name : List.of("credential_id", "user_handle", "credential")) {
            fields.put(name, Base64.getUrlEncoder().withoutPadding().encodeToString(row.getBytes(name)));
        }
        fields.put("sign_count", row.getLong("sign_count"));
        fields.put("backup_eligible", row.getBoolean("backup_eligible"));
        fields.put("backed_up", row.getBoolean("backed_up"));
        String transports = row.getString("transports");
        fields.put("transports", transports.isEmpty() ? List.of() : List.of(transports.split(" ")));
    }
}
