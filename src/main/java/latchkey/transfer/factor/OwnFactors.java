package latchkey.transfer.factor;

import static latchkey.transfer.factor.FactorFields.require;

import java.util.List;
import java.util.stream.Stream;
import latchkey.passkey.Attestation;
import latchkey.transfer.factor.FactorRecord.Owner;
import latchkey.transfer.factor.ImportedFactor.PasskeyRecord;
import latchkey.transfer.file.FileObjects.FileObject;
import latchkey.transfer.file.RejectedRecord;

/** Reads users as Latchkey's export writes them; other backends may also have recovery codes. */
final class OwnFactors implements FactorReader {

    /** The bytes of WebAuthn's user handles (Level 3, 4). */
    private static final int LONGEST_HANDLE = 64;

    @Override
    public List<FactorRecord> read(FileObject user) {
        if (user.flaw() != null) {
            return List.of(FactorRecord.flawed(user.line(), Owner.of(null), user.flaw()));
        }
        FactorFields fields = new FactorFields(user.content());
        Owner named = Owner.of(null, fields.text("username"), fields.text("email"));
        // The id of an export is that of another Latchkey, and perhaps the one of another user in the backend before
        // it.
        Owner owner = named.names().isEmpty() ? Owner.of(fields.text("id")) : named;
        return Stream.concat(
                        fields.all("factors").stream()
                                .map(factor -> FactorRecord.of(user.line(), owner, () -> factor(factor))),
                        fields.texts("recovery_codes").stream()
                                .map(code -> FactorRecord.of(user.line(), owner, () -> FactorFields.code(code))))
                .toList();
    }

    private static ImportedFactor factor(FactorFields factor) {
        return switch (factor.required("kind")) {
            case "totp" -> {
                factor.requireUsual("digits", "period", "algorithm");
                yield factor.base32("secret", factor.name("name", APP));
            }
            case "passkey" -> passkey(factor);
            default -> throw new RejectedRecord("its kind is not totp or passkey");
        };
    }

    private static PasskeyRecord passkey(FactorFields factor) {
        PasskeyRecord key = new PasskeyRecord(
                factor.name("name", PASSKEY),
                factor.base64("credential_id"),
                factor.base64("user_handle"),
                factor.base64("credential"),
                factor.object().path("sign_count").asLong(0),
                factor.object().path("backup_eligible").asBoolean(false),
                factor.object().path("backed_up").asBoolean(false),
                FactorReader.transports(factor.texts("transports")));
        require(
                Attestation.isPublicKeyOf(key.credentialId(), key.credential()),
                "its credential has no public key that Latchkey checks");
        require(key.userHandle().length <= LONGEST_HANDLE, "its user_handle is too long");
        require(key.signCount() >= 0 && key.signCount() >> Integer.SIZE == 0, "its sign_count is no count");
        return key;
    }
}
