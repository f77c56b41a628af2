package latchkey.key;

import io.smallrye.jwt.build.Jwt;
import io.smallrye.jwt.build.JwtClaimsBuilder;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.Key;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import latchkey.LatchkeyConfig;
import latchkey.text.CompactJws;
import org.eclipse.microprofile.jwt.Claims;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.lang.UnresolvableKeyException;

/**
 * Signs and verifies access tokens of programs, for the admin API alone (RFC 9068). Their audience is another than that of users'
 * tokens, so that neither passes for the other. They are always signed with a key pair: services that share a secret for HS256 could make
 * their own.
 */
@ApplicationScoped
public class ClientTokens {

    /** Of a token. Whether its client may still act is checked at each request. */
    public static final Duration LIFETIME = Duration.ofMinutes(5);

    /** The claim with the scopes (RFC 9068, 2.2.3). */
    private static final String SCOPE = "scope";

    private static final String TYPE = "at+jwt";

    /** In characters. */
    private static final int MAX_LENGTH = 8 * 1024;

    private static final AlgorithmConstraints ALGORITHMS = new AlgorithmConstraints(
            ConstraintType.PERMIT, Algorithm.ES256.name(), Algorithm.RS256.name(), Algorithm.EdDSA.name());

    private final KeyRing keys;
    private final String issuer;
    private final Clock clock;

    ClientTokens(KeyRing keys, LatchkeyConfig config, Clock clock) {
        this.keys = keys;
        issuer = config.issuer();
        this.clock = clock;
    }

    /** The {@code aud} of programs' tokens. */
    public static String audience(String issuer) {
        return issuer + "/admin";
    }

    /** The content of a good token. */
    public record Verified(String client, String scope) {}

    public String sign(String client, String scope) {
        KeyRing.Signing key = keys.pair();
        Instant now = clock.instant();
        JwtClaimsBuilder claims = Jwt.issuer(issuer)
                .subject(client)
                .audience(audience(issuer))
                .claim(AccessTokens.CLIENT, client)
                .claim(SCOPE, scope)
                .claim(Claims.jti, UUID.randomUUID().toString())
                .issuedAt(now)
                .expiresAt(now.plus(LIFETIME));
        return AccessTokens.signed(claims, TYPE, key);
    }

    /** The content of a token; empty if it is no good token of a program. */
    public Optional<Verified> read(String token) {
        if (token.length() > MAX_LENGTH || !CompactJws.isCanonical(token)) {
            return Optional.empty();
        }
        try {
            JwtClaims claims = new JwtConsumerBuilder()
                    .setVerificationKeyResolver((jws, nesting) -> keyOf(jws))
                    .setJwsAlgorithmConstraints(ALGORITHMS)
                    .setExpectedType(true, TYPE)
                    .setExpectedIssuer(true, issuer)
                    .setExpectedAudience(audience(issuer))
                    .setRequireSubject()
                    .setRequireExpirationTime()
                    .setEvaluationTime(NumericDate.fromMilliseconds(clock.millis()))
                    .build()
                    .processToClaims(token);
            return Optional.of(new Verified(claims.getSubject(), claims.getStringClaimValue(SCOPE)));
        } catch (InvalidJwtException | MalformedClaimException notGood) {
            return Optional.empty();
        }
    }

    private Key keyOf(JsonWebSignature jws) throws UnresolvableKeyException {
        String kid = jws.getKeyIdHeaderValue();
        return keys.findPair(kid == null ? "" : kid)
                .filter(key -> key.algorithm().name().equals(jws.getAlgorithmHeaderValue()))
                .map(KeyRing.Verifying::key)
                .orElseThrow(() -> new UnresolvableKeyException("no such key for this algorithm"));
    }
}
