package latchkey.transfer.factor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static latchkey.transfer.factor.FactorFields.require;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import latchkey.transfer.factor.FactorRecord.Owner;
import latchkey.transfer.file.FileObjects.FileObject;

/** Reads users of a realm that Keycloak has exported, with their credentials. */
final class KeycloakFactors implements FactorReader {

    @Override
    public List<FactorRecord> read(FileObject user) {
        if (user.flaw() != null) {
            return List.of(FactorRecord.flawed(user.line(), Owner.of(null), user.flaw()));
        }
        FactorFields fields = new FactorFields(user.content());
        Owner owner = Owner.of(fields.text("id"), fields.text("username"), fields.text("email"));
        return fields.all("credentials").stream()
                .flatMap(credential -> read(user.line(), owner, credential))
                .toList();
    }

    private static Stream<FactorRecord> read(long line, Owner owner, FactorFields credential) {
        return switch (String.valueOf(credential.text("type"))) {
            case "password" -> Stream.empty();
            case "otp" -> Stream.of(FactorRecord.of(line, owner, () -> app(credential)));
            case "recovery-authn-codes" -> flawed(line, owner, "its recovery codes are stored as hashes");
            case "webauthn", "webauthn-passwordless" -> flawed(line, owner, "passkeys of Keycloak are not imported");
            default -> flawed(line, owner, "its type is not otp");
        };
    }

    private static Stream<FactorRecord> flawed(long line, Owner owner, String why) {
        return Stream.of(FactorRecord.flawed(line, owner, why));
    }

    private static ImportedFactor app(FactorFields credential) {
        FactorFields data = credential.within("credentialData");
        FactorFields secret = credential.within("secretData");
        require("totp".equals(data.required("subType")), "its codes are counted (HOTP)");
        data.requireUsual("digits", "period", "algorithm");
        String name = credential.name("userLabel", APP);
        String encoding = data.text("secretEncoding");
        if (encoding == null) {
            return FactorFields.app(name, Optional.of(secret.required("value").getBytes(UTF_8)), "text");
        }
        require(encoding.equalsIgnoreCase("BASE32"), "its secret has an unknown encoding");
        return secret.base32("value", name);
    }
}
