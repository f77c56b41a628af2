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
import java.util.List;
import java.util.Set;
import java.util.UUID;
import javax.crypto.SecretKey;
import latchkey.LatchkeyConfig;
import latchkey.account.Account;
import latchkey.key.provider.FastSignatures;
import org.eclipse.microprofile.jwt.Claims;
import org.jspecify.annotations.Nullable;

/** Signs access tokens: JWTs that any service can verify with only the public keys. */
@ApplicationScoped
public class AccessTokens {

    /** The claim with the session's id (OpenID Connect Front-Channel Logout, 3). */
    public static final String SESSION = "sid";

    /**
     * The claim with the token itself if it comes from another issuer, and so has no session. No token that Latchkey signed has
     * this claim.
     */
    public static final String FOREIGN = "foreign_token";

    /** The claim with the client (RFC 9068, 2.2): the contract through which the session was opened. */
    public static final String CLIENT = "client_id";

    /** The claim with the assurance level of the sign-in (RFC 9068, 2.2.1). */
    public static final String ACR = "acr";

    /** The client of sessions from earlier releases, which stored no contract. */
    private static final String UNKNOWN_CLIENT = "latchkey";

    private final KeyRing keys;
    private final String issuer;
    private final String audience;
    private final TokenType type;

    AccessTokens(KeyRing keys, LatchkeyConfig config, TokenConfig tokens) {
        this.keys = keys;
        issuer = config.issuer();
        audience = audience(config, tokens);
        type = tokens.type();
    }

    static String audience(LatchkeyConfig config, TokenConfig tokens) {
        return tokens.audience().orElse(config.issuer());
    }

    /**
     * A signer with the current key. Callers ask for it before they store anything, so that nothing is stored if nothing can be
     * signed.
     *
     * @throws IllegalStateException if there is no key to sign with
     */
    public Signer signer() {
        return new Signer(keys.current());
    }

    /**
     * How and when the user of a session signed in.
     *
     * @param amr the methods (RFC 8176)
     * @param acr the assurance level
     */
    public record SignIn(Instant at, List<String> amr, String acr) {}

    /**
     * The session of an access token.
     *
     * @param contract that opened the session; null if unknown
     * @param signIn null if the user signed in elsewhere, or with an earlier release
     */
    public record Authenticated(
            UUID id, @Nullable String contract, @Nullable SignIn signIn) {}

    /** The claims as a JWT of this type (RFC 7515, 4.1.9). */
    static String signed(JwtClaimsBuilder claims, String type, KeyRing.Signing key) {
        if (key.algorithm().hasFastSignatures()) {
            FastSignatures.count();
        }
        JwtSignatureBuilder token = claims.jws()
                .type(type)
                .keyId(key.kid())
                .algorithm(SignatureAlgorithm.fromAlgorithm(key.algorithm().name()));
        return key.key() instanceof SecretKey secret
                ? token.sign(secret)
                : token.sign(FastSignatures.prepared((PrivateKey) key.key()));
    }

    /** Signs with the key that was current when the signer was made. */
    public final class Signer {

        private final KeyRing.Signing key;

        private Signer(KeyRing.Signing key) {
            this.key = key;
        }

        public String sign(Account account, Authenticated session, Instant now, Duration lifetime) {
            JwtClaimsBuilder claims = Jwt.issuer(issuer)
                    .subject(Long.toString(account.id))
                    .preferredUserName(account.username)
                    .groups(Set.copyOf(account.groups()))
                    .claim(SESSION, session.id().toString())
                    .audience(audience)
                    .claim(CLIENT, requireNonNullElse(session.contract(), UNKNOWN_CLIENT))
                    .claim(Claims.jti, UUID.randomUUID().toString())
                    .issuedAt(now)
                    .expiresAt(now.plus(lifetime));
            if (account.email != null) {
                claims.claim(Claims.email, account.email);
                claims.claim(Claims.email_verified, account.emailVerifiedAt != null);
            }
            SignIn signIn = session.signIn();
            if (signIn != null) {
                claims.claim(Claims.amr, signIn.amr());
                claims.claim(ACR, signIn.acr());
                claims.claim(Claims.auth_time, signIn.at().getEpochSecond());
            }
            return signed(claims, type.header(), key);
        }
    }
}
