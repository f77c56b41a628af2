package latchkey.factor;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.UUID;
import latchkey.Database;
import latchkey.LatchkeyConfig;
import latchkey.StoppedClock;
import latchkey.key.Encryption;
import latchkey.key.Secret;

/** An app that the only account of the database has enrolled, with a recovery code. */
public final class AuthenticatorApp {

    /** Under the secret of {@link Database#settings}. */
    public static final Encryption ENCRYPTION = new Encryption(new Secret(new SmallRyeConfigBuilder()
            .withMapping(LatchkeyConfig.class)
            .withDefaultValue("latchkey.secret", Database.settings().get("latchkey.secret"))
            .build()
            .getConfigMapping(LatchkeyConfig.class)));

    private final byte[] secret = new byte[20];

    private AuthenticatorApp() {
        new SecureRandom().nextBytes(secret);
    }

    public static AuthenticatorApp enrol() {
        AuthenticatorApp app = new AuthenticatorApp();
        UUID id = UUID.randomUUID();
        byte[] encrypted = ENCRYPTION.encrypt(Secret.Use.TOTP, app.secret, id.toString());
        Database.execute("""
                insert into factor (id, account_id, kind, name, secret, created_at, confirmed_at, last_step)
                select '%s', id, 'TOTP', 'phone', '\\x%s', now(), now(), 0 from account
                """.formatted(id, HexFormat.of().formatHex(encrypted)));
        Database.execute("insert into recovery_code (account_id, digest) select id, sha256('unknown') from account");
        return app;
    }

    /** What an app with this secret, in Base32, shows now. */
    public static String code(String secret) {
        return Totp.code(SecondFactorTest.decoded(secret), Totp.step(new StoppedClock().instant()));
    }

    /** What an app with this secret shows now. */
    public static String code(byte[] secret) {
        return Totp.code(secret, Totp.step(new StoppedClock().instant()));
    }

    /** What the app shows now. */
    public String code() {
        return Totp.code(secret, Totp.step(new StoppedClock().instant()));
    }
}
