package latchkey.key;

import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;
import io.smallrye.jwt.build.JwtClaimsBuilder;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import latchkey.LatchkeyConfig;
import latchkey.account.Account;
import org.eclipse.microprofile.jwt.Claims;

/** Writes access tokens: JWTs that any service can check with the public keys alone. */
@ApplicationScoped
public class AccessTokens {

    /** RFC 9068, 2.1: what keeps any other token of ours from passing for an access token. */
    static final String TYPE = "at+jwt";

    /** The claim with the session's id (OpenID Connect Front-Channel Logout, 3). */
    public static final String SESSION = "sid";

    private final KeyRing keys;
    private final LatchkeyConfig config;

    AccessTokens(KeyRing keys, LatchkeyConfig config) {
        this.keys = keys;
        this.config = config;
    }

    public String sign(Account account, UUID session, Instant now, Duration lifetime) {
        KeyRing.Signing key = keys.current();
        JwtClaimsBuilder claims = Jwt.issuer(config.issuer())
                .subject(account.id.toString())
                .preferredUserName(account.username)
                .groups(Set.copyOf(account.groups()))
                .claim(SESSION, session.toString())
                .claim(Claims.jti, UUID.randomUUID().toString())
                .issuedAt(now)
                .expiresAt(now.plus(lifetime));
        if (account.email != null) {
            claims.claim(Claims.email, account.email);
        }
        return claims.jws()
                .type(TYPE)
                .keyId(key.kid())
                .algorithm(SignatureAlgorithm.ES256)
                .sign(key.key());
    }
}
