package latchkey.transfer.factor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static latchkey.transfer.factor.FactorFields.require;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import latchkey.transfer.factor.FactorRecord.Owner;
import latchkey.transfer.file.FileObjects.FileObject;
import latchkey.transfer.file.RejectedRecord;
import org.jspecify.annotations.Nullable;

/** Reads rows of better-auth's table {@code twoFactor}: the secret of an app, which is text, and the codes that are left. */
final class BetterAuthFactors implements FactorReader {

    private final BetterAuthSecrets secrets;

    BetterAuthFactors(List<String> secrets) {
        this.secrets = new BetterAuthSecrets(secrets);
    }

    @Override
    public List<FactorRecord> read(FileObject row) {
        if (row.flaw() != null) {
            return List.of(FactorRecord.flawed(row.line(), Owner.of(null), row.flaw()));
        }
        FactorFields fields = new FactorFields(row.content());
        Owner owner = Owner.of(either(fields, "userId", "user_id"));
        FactorRecord app = FactorRecord.of(row.line(), owner, () -> app(fields));
        return fields.denies("verified")
                ? List.of(app)
                : Stream.concat(Stream.of(app), codes(row.line(), owner, fields).stream())
                        .toList();
    }

    private ImportedFactor app(FactorFields fields) {
        require(!fields.denies("verified"), "it is not confirmed");
        String secret = secrets.decrypt(fields.required("secret"))
                .orElseThrow(() -> new RejectedRecord("its secret is not encrypted under the secret that was given"));
        return FactorFields.app(APP, Optional.of(secret.getBytes(UTF_8)), "text");
    }

    private List<FactorRecord> codes(long line, Owner owner, FactorFields fields) {
        String stored = either(fields, "backupCodes", "backup_codes");
        if (stored == null) {
            return List.of();
        }
        Optional<JsonNode> codes = (stored.startsWith("[") ? Optional.of(stored) : secrets.decrypt(stored))
                .map(plain ->
                        new FactorFields(JsonNodeFactory.instance.objectNode().put("codes", plain)))
                .map(plain -> plain.within("codes").object())
                .filter(JsonNode::isArray);
        if (codes.isEmpty()) {
            return List.of(FactorRecord.flawed(
                    line, owner, "its backup codes are not encrypted under the secret that was given"));
        }
        return new FactorFields(JsonNodeFactory.instance.objectNode().set("codes", codes.get()))
                .texts("codes").stream()
                        .map(code -> FactorRecord.of(line, owner, () -> FactorFields.code(code)))
                        .toList();
    }

    private static @Nullable String either(FactorFields fields, String name, String other) {
        String text = fields.text(name);
        return text == null ? fields.text(other) : text;
    }
}
