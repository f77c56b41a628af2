package latchkey.hash;

import java.security.MessageDigest;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * scrypt (RFC 7914) as Django stores it ({@code scrypt$16384$salt$8$5$hash}); in PHC form
 * ({@code $scrypt$ln=16,r=8,p=1$salt$hash}) and AdonisJS's variant of it ({@code n=16384}); as Werkzeug does
 * ({@code scrypt:32768:8:1$salt$hash}, the hash in hexadecimal); and as better-auth and Lucia do ({@code salt:hash},
 * {@code s2:salt:hash}).
 */
record ScryptHash(ScryptCost parameters, byte[] salt, byte[] hash) implements PasswordHash {

    private static final Pattern DJANGO = Pattern.compile(
            "scrypt\\$(?<n>\\d{1,9})\\$(?<salt>[^$]{1,128})\\$(?<r>\\d{1,3})\\$(?<p>\\d{1,3})\\$(?<hash>[A-Za-z0-9+/]+={0,2})");

    private static final Pattern PHC =
            Pattern.compile("\\$scrypt\\$(?:ln=(?<ln>\\d{1,2})|n=(?<n>\\d{1,9})),r=(?<r>\\d{1,3}),p=(?<p>\\d{1,3})"
                    + "\\$(?<salt>[./+A-Za-z0-9]{2,172})\\$(?<hash>[./+A-Za-z0-9]+)");

    private static final Pattern WERKZEUG = Pattern.compile(
            "scrypt:(?<n>\\d{1,9}):(?<r>\\d{1,3}):(?<p>\\d{1,3})\\$(?<salt>[^$]{1,128})\\$(?<hash>[0-9a-f]{32,256})");

    /** Also Lucia 3. The salt is the hexadecimal digits themselves, not the bytes that they encode. */
    private static final Pattern BETTER_AUTH = Pattern.compile("(?<salt>[0-9a-f]{32}):(?<hash>[0-9a-f]{128})");

    private static final Pattern LUCIA = Pattern.compile("s2:(?<salt>[0-9A-Za-z]{1,64}):(?<hash>[0-9a-f]{128})");

    /** Lucia before its hashes had a version. */
    private static final Pattern OLD_LUCIA = Pattern.compile("(?<salt>[0-9A-Za-z]{16}):(?<hash>[0-9a-f]{128})");

    private static final ScryptCost BETTER_AUTH_COST = new ScryptCost(16384, 16, 1);
    private static final ScryptCost OLD_LUCIA_COST = new ScryptCost(16384, 8, 1);

    static @Nullable PasswordHash read(String text) {
        Stored django = Stored.in(DJANGO, text);
        if (django != null) {
            return new ScryptHash(ScryptCost.plain(django), django.bytes("salt"), django.hash());
        }
        Stored phc = Stored.in(PHC, text);
        if (phc != null) {
            ScryptCost cost = phc.has("ln") ? ScryptCost.logarithmic(phc, "ln") : ScryptCost.plain(phc);
            return new ScryptHash(cost, phc.base64("salt"), phc.hash());
        }
        Stored werkzeug = Stored.in(WERKZEUG, text);
        return werkzeug == null
                ? ofFixedCost(text)
                : new ScryptHash(ScryptCost.plain(werkzeug), werkzeug.bytes("salt"), werkzeug.hexHash());
    }

    private static @Nullable PasswordHash ofFixedCost(String text) {
        Stored oldLucia = Stored.in(OLD_LUCIA, text);
        if (oldLucia != null) {
            return new ScryptHash(OLD_LUCIA_COST, oldLucia.bytes("salt"), oldLucia.hexHash());
        }
        Stored betterAuth = Stored.in(BETTER_AUTH, text);
        Stored sameCost = betterAuth == null ? Stored.in(LUCIA, text) : betterAuth;
        return sameCost == null ? null : new ScryptHash(BETTER_AUTH_COST, sameCost.bytes("salt"), sameCost.hexHash());
    }

    @Override
    public boolean matches(String password) {
        return MessageDigest.isEqual(parameters.derive(password, salt, hash.length), hash);
    }

    @Override
    public String family() {
        return "scrypt";
    }

    @Override
    public String cost() {
        return parameters.toString();
    }

    @Override
    public long work() {
        return parameters.work();
    }

    @Override
    public long memory() {
        return parameters.memory();
    }
}
