package latchkey.transfer.factor;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static latchkey.transfer.factor.FactorFields.require;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import latchkey.hash.Digests;
import latchkey.passkey.Attestation;
import latchkey.transfer.factor.FactorRecord.Owner;
import latchkey.transfer.factor.ImportedFactor.PasskeyRecord;
import latchkey.transfer.file.RejectedRecord;
import org.jspecify.annotations.Nullable;

/** Reads the model {@code mfa.authenticator} of django-allauth, whose settings are as they come. */
final class AllauthFactors {

    private static final int CODES = 10;
    private static final int CODE_DIGITS = 8;

    private static final String HMAC = "HmacSHA1";

    private static final Pattern SEED = Pattern.compile("[!-~]{16,1024}");
    private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,18}");
    private static final Pattern UUID = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    private final @Nullable String rpId;

    /** @param rpId the domain that passkeys must be for; null for none */
    AllauthFactors(@Nullable String rpId) {
        this.rpId = rpId;
    }

    List<FactorRecord> read(long line, Owner owner, FactorFields authenticator) {
        FactorFields data = authenticator.within("data");
        return switch (String.valueOf(authenticator.text("type"))) {
            case "totp" -> List.of(FactorRecord.of(line, owner, () -> data.base32("secret", FactorReader.APP)));
            case "recovery_codes" -> codes(line, owner, data);
            case "webauthn" -> List.of(FactorRecord.of(line, owner, () -> passkey(owner, data)));
            default -> List.of(FactorRecord.flawed(line, owner, "its type is not totp, recovery_codes or webauthn"));
        };
    }

    private static List<FactorRecord> codes(long line, Owner owner, FactorFields data) {
        try {
            List<String> codes = data.object().has("migrated_codes") ? data.texts("migrated_codes") : unused(data);
            return codes.stream()
                    .map(code -> FactorRecord.of(line, owner, () -> FactorFields.code(code)))
                    .toList();
        } catch (RejectedRecord e) {
            return List.of(FactorRecord.flawed(line, owner, e.why()));
        }
    }

    /** The codes of a seed whose bits in the mask are not set. */
    private static List<String> unused(FactorFields data) {
        String seed = data.required("seed");
        String mask = data.required("used_mask");
        require(SEED.matcher(seed).matches(), "its seed is not a text of ASCII");
        require(mask.equals("0") || NUMBER.matcher(mask).matches(), "its used_mask is not a number");
        List<String> codes = codes(seed);
        BigInteger used = new BigInteger(mask);
        return IntStream.range(0, CODES)
                .filter(i -> !used.testBit(i))
                .mapToObj(codes::get)
                .toList();
    }

    /** Each code is the beginning of an HMAC of the numbers up to its own. */
    private static List<String> codes(String seed) {
        List<String> codes = new ArrayList<>();
        StringBuilder numbers = new StringBuilder();
        for (int i = 0; i < CODES; i++) {
            numbers.append(String.format(Locale.ROOT, "%3d,", i));
            byte[] digest = Arrays.copyOf(hmac(seed, numbers.toString()), CODE_DIGITS / 2);
            BigInteger code = new BigInteger(1, digest).mod(BigInteger.TEN.pow(CODE_DIGITS));
            codes.add(String.format(Locale.ROOT, "%0" + CODE_DIGITS + "d", code));
        }
        return codes;
    }

    private static byte[] hmac(String key, String text) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key.getBytes(US_ASCII), HMAC));
            return mac.doFinal(text.getBytes(US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + HMAC, e);
        }
    }

    private PasskeyRecord passkey(Owner owner, FactorFields data) {
        FactorFields response = data.within("credential").within("response");
        Attestation attestation = Attestation.read(response.base64("attestationObject"))
                .orElseThrow(() -> new RejectedRecord("its attestationObject has no public key that Latchkey checks"));
        if (rpId == null) {
            throw new RejectedRecord("it is a passkey, and latchkey.passkeys.rp-id is not set");
        }
        require(
                Arrays.equals(attestation.rpIdHash(), Digests.sha256(rpId)),
                "it is a passkey for another domain than latchkey.passkeys.rp-id");
        return new PasskeyRecord(
                data.name("name", FactorReader.PASSKEY),
                attestation.credentialId(),
                userHandle(owner),
                attestation.credential(),
                attestation.signCount(),
                attestation.backupEligible(),
                attestation.backedUp(),
                FactorReader.transports(response.texts("transports")));
    }

    /** What the authenticator has stored: the user's primary key as django-allauth spells it in addresses. */
    private static byte[] userHandle(Owner owner) {
        String id = owner.id();
        if (id == null) {
            throw new RejectedRecord("it is a passkey, and the file does not have the primary key of its user");
        }
        String spelled = NUMBER.matcher(id).matches() ? new BigInteger(id).toString(36) : id;
        return (UUID.matcher(id).matches() ? id.replace("-", "") : spelled).getBytes(UTF_8);
    }
}
