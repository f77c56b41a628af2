package latchkey.key;

import static java.util.Objects.requireNonNullElse;

import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;
import io.smallrye.jwt.build.JwtClaimsBuilder;
import io.smallrye.jwt.build.JwtSignatureBuilder;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import javax.crypto.SecretKey;
import latchkey.LatchkeyConfig;
import latchkey.account.Account;
import org.eclipse.microprofile.jwt.Claims;
import org.jspecify.annotations.Nullable;

/** Writes access tokens: JWTs that any service can check with the public keys alone. */
@ApplicationScoped
public class AccessTokens {

    /** The claim with the session's id (OpenID Connect Front-Channel Logout, 3). */
    public static final String SESSION = "sid";

    /** The claim with the token itself where it is of another issuer, and so has no session. None has it that was signed here. */
    public static final String FOREIGN = "foreign_token";

    /** The claim with what asked for the token (RFC 9068, 2.2): the contract that the session was opened through. */
    public static final String CLIENT = "client_id";

    /** Of sessions of earlier releases, of which no contract is known. */
    private static final String UNKNOWN_CLIENT = "latchkey";

    private final KeyRing keys;
    private final String issuer;
    private final String audience;
    private final TokenType type;

    AccessTokens(KeyRing keys, LatchkeyConfig config) {
        this.keys = keys;
        issuer = config.issuer();
        audience = audience(config);
        type = config.tokens().type();
    }

    static String audience(LatchkeyConfig config) {
        return config.tokens().audience().orElse(config.issuer());
    }

    /**
     * What signs from now on. It is asked for before anything is stored, so that where nothing can be signed, nothing is.
     *
     * @throws IllegalStateException where there is no key to sign with
     */
    public Signer signer() {
        return new Signer(keys.current());
    }

    /** Signs with the key of one moment. */
    public final class Signer {

        private final KeyRing.Signing key;

        private Signer(KeyRing.Signing key) {
            this.key = key;
        }

        /** @param contract that opened the session, where it is known */
        public String sign(Account account, UUID session, @Nullable String contract, Instant now, Duration lifetime) {
            JwtClaimsBuilder claims = Jwt.issuer(issuer)
                    .subject(Long.toString(account.id))
                    .preferredUserName(account.username)
                    .groups(Set.copyOf(account.groups()))
                    .claim(SESSION, session.toString())
                    .audience(audience)
                    .claim(CLIENT, requireNonNullElse(contract, UNKNOWN_CLIENT))
                    .claim(Claims.jti, UUID.randomUUID().toString())
                    .issuedAt(now)
                    .expiresAt(now.plus(lifetime));
            if (account.email != null) {
                claims.claim(Claims.email, account.email);
            }
            JwtSignatureBuilder token = claims.jws()
                    .type(type.header())
                    .keyId(key.kid())
                    .algorithm(SignatureAlgorithm.fromAlgorithm(key.algorithm().name()));
            return key.key() instanceof SecretKey secret ? token.sign(secret) : token.sign((PrivateKey) key.key());
        }
    }
}
