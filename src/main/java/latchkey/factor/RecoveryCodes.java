package latchkey.factor;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import latchkey.audit.AuditLog;
import latchkey.audit.Kind;
import latchkey.key.KeyRing;
import latchkey.key.Secret;
import latchkey.text.TypedCodes;

/** Makes recovery codes, which Latchkey shows once, and uses them up, as well as those of other backends. */
@ApplicationScoped
public class RecoveryCodes {

    /** How many good codes an account may have: the more there are, the easier one is guessed. */
    public static final int LIMIT = 20;

    private static final int CODES = 10;

    /** 49 bits. */
    private static final int LENGTH = 10;

    /** A code of any backend, without hyphens and blanks: one with fewer characters would be easier to guess than a code of an app. */
    private static final Pattern CODE = Pattern.compile("[!-~]{6,32}");

    private static final Pattern MIXED_CASE = Pattern.compile("(?=.*[a-z]).*[A-Z].*");

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

    /** Whether Latchkey accepts codes of this form. */
    public static boolean isCode(String typed) {
        return CODE.matcher(TypedCodes.joined(typed)).matches();
    }

    /**
     * What is stored for a code of another backend: first its digest under the current secret, then the one under the former secret.
     * The letter case counts only if the code has both.
     */
    public List<byte[]> digests(long account, String code) {
        String joined = TypedCodes.joined(code);
        return macs(account, MIXED_CASE.matcher(joined).matches() ? joined : TypedCodes.plain(code));
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

    /** Uses up the code that a user typed, with or without hyphens and blanks; false if it is not good. */
    boolean use(long account, String typed) {
        List<byte[]> digests = Stream.of(TypedCodes.plain(typed), TypedCodes.joined(typed))
                .distinct()
                .flatMap(code -> macs(account, code).stream())
                .toList();
        return isCode(typed) && audit.record(RecoveryCode.use(account, digests, audit.of(Kind.RECOVERY_CODE_USED))) > 0;
    }

    private List<byte[]> macs(long account, String code) {
        byte[] data = bound(account, code);
        return Stream.concat(
                        Stream.of(secret.mac(Secret.Use.RECOVERY_CODES, data)),
                        secret.formerMac(Secret.Use.RECOVERY_CODES, data).stream())
                .toList();
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
