package latchkey.factor;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.Stream;
import latchkey.audit.AuditLog;
import latchkey.audit.Kind;
import latchkey.key.KeyRing;
import latchkey.key.Secret;
import latchkey.text.TypedCodes;

/** Makes recovery codes, which Latchkey shows once, and uses them up. */
@ApplicationScoped
class RecoveryCodes {

    private static final int CODES = 10;

    /** 49 bits. */
    private static final int LENGTH = 10;

    private final Secret secret;
    private final KeyRing keys;
    private final AuditLog audit;
    // Not static: a native image would freeze a static field with its seed.
    private final SecureRandom random = new SecureRandom();

    RecoveryCodes(Secret secret, KeyRing keys, AuditLog audit) {
        this.secret = secret;
        this.keys = keys;
        this.audit = audit;
    }

    /** New codes in place of all others of the account, each in two groups. In a transaction. */
    List<String> make(long account) {
        keys.requireRightSecret();
        List<String> codes = Stream.generate(this::code).distinct().limit(CODES).toList();
        RecoveryCode.replace(
                account,
                codes.stream()
                        .map(code -> secret.mac(Secret.Use.RECOVERY_CODES, bound(account, code)))
                        .toList());
        return codes.stream()
                .map(code -> code.substring(0, LENGTH / 2) + "-" + code.substring(LENGTH / 2))
                .toList();
    }

    /** Uses up the code that a user typed, with or without hyphens and blanks, in any letter case; false if it is not good. */
    boolean use(long account, String typed) {
        String code = TypedCodes.plain(typed);
        byte[] data = bound(account, code);
        List<byte[]> digests = Stream.concat(
                        Stream.of(secret.mac(Secret.Use.RECOVERY_CODES, data)),
                        secret.formerMac(Secret.Use.RECOVERY_CODES, data).stream())
                .toList();
        return code.length() == LENGTH
                && audit.record(RecoveryCode.use(account, digests, audit.of(Kind.RECOVERY_CODE_USED))) > 0;
    }

    private String code() {
        StringBuilder code = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            code.append(TypedCodes.ALPHABET.charAt(random.nextInt(TypedCodes.ALPHABET.length())));
        }
        return code.toString();
    }

    /** A digest belongs to one account. */
    private static byte[] bound(long account, String code) {
        byte[] text = code.getBytes(UTF_8);
        return ByteBuffer.allocate(Long.BYTES + text.length)
                .putLong(account)
                .put(text)
                .array();
    }
}
