package latchkey.key;

import io.smallrye.jwt.auth.principal.DefaultJWTCallerPrincipal;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipal;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipalFactory;
import io.smallrye.jwt.auth.principal.ParseException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.security.Key;
import java.time.Clock;
import java.util.stream.Stream;
import latchkey.LatchkeyConfig;
import latchkey.account.Account;
import latchkey.legacy.LegacyConfig.Use;
import latchkey.legacy.LegacyIssuers;
import org.eclipse.microprofile.jwt.Claims;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.lang.UnresolvableKeyException;

/**
 * Lets smallrye-jwt check access tokens with the key ring instead of one fixed key.
 *
 * <p>The token names its key and nothing else: its algorithm is the key's, and type, issuer and audience are ours (RFC 8725, 3.1 and 3.11).
 */
@ApplicationScoped
@Alternative
@Priority(1)
class KeyRingVerifier extends JWTCallerPrincipalFactory {

    private static final AlgorithmConstraints ALGORITHMS = new AlgorithmConstraints(
            ConstraintType.PERMIT,
            Stream.of(Algorithm.values()).map(Algorithm::name).toArray(String[]::new));

    private final KeyRing keys;
    private final LegacyIssuers legacy;
    private final LatchkeyConfig config;
    private final Clock clock;

    KeyRingVerifier(KeyRing keys, LegacyIssuers legacy, LatchkeyConfig config, Clock clock) {
        this.keys = keys;
        this.legacy = legacy;
        this.config = config;
        this.clock = clock;
    }

    @Override
    public JWTCallerPrincipal parse(String token, JWTAuthContextInfo configured) throws ParseException {
        try {
            return new DefaultJWTCallerPrincipal(new JwtConsumerBuilder()
                    .setVerificationKeyResolver((jws, nesting) -> keyOf(jws))
                    .setJwsAlgorithmConstraints(ALGORITHMS)
                    .setExpectedType(true, config.tokens().type().header())
                    .setExpectedIssuer(true, config.issuer())
                    .setRequireSubject()
                    .setRequireExpirationTime()
                    .setEvaluationTime(NumericDate.fromMilliseconds(clock.millis()))
                    .setExpectedAudience(AccessTokens.audience(config))
                    .setAllowedClockSkewInSeconds(
                            (int) config.tokens().clockSkew().toSeconds())
                    .build()
                    .processToClaims(token));
        } catch (InvalidJwtException e) {
            return legacy.read(token, Use.ACCESS)
                    .map(found -> new DefaultJWTCallerPrincipal(claims(found.account())))
                    .orElseThrow(() -> new ParseException("not a valid access token", e));
        }
    }

    /** Of a token of another issuer, whose claims are its own: who its account is here. */
    private static JwtClaims claims(Account account) {
        JwtClaims claims = new JwtClaims();
        claims.setSubject(Long.toString(account.id));
        claims.setStringClaim(Claims.preferred_username.name(), account.username);
        claims.setStringListClaim(Claims.groups.name(), account.groups());
        if (account.email != null) {
            claims.setStringClaim(Claims.email.name(), account.email);
        }
        return claims;
    }

    private Key keyOf(JsonWebSignature jws) throws UnresolvableKeyException {
        String kid = jws.getKeyIdHeaderValue();
        return keys.find(kid == null ? "" : kid)
                .filter(key -> key.algorithm().name().equals(jws.getAlgorithmHeaderValue()))
                .map(KeyRing.Verifying::key)
                .orElseThrow(() -> new UnresolvableKeyException("no such key for this algorithm"));
    }
}
