package latchkey.key;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.smallrye.jwt.auth.principal.DefaultJWTCallerPrincipal;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipal;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipalFactory;
import io.smallrye.jwt.auth.principal.ParseException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.nio.ByteBuffer;
import java.security.Key;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import latchkey.LatchkeyConfig;
import latchkey.account.Account;
import latchkey.hash.Digests;
import latchkey.legacy.LegacyConfig.Use;
import latchkey.legacy.LegacyIssuers;
import latchkey.legacy.VerifiedLegacyToken;
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
import org.jose4j.jwt.consumer.JwtContext;
import org.jose4j.jwx.JsonWebStructure;
import org.jose4j.lang.UnresolvableKeyException;

/**
 * Makes smallrye-jwt check access tokens with the key ring instead of one fixed key.
 *
 * <p>The token names its key and nothing else: the key decides the algorithm, and Latchkey type, issuer and audience (RFC 8725,
 * 3.1 and 3.11).
 *
 * <p>To check a signature takes most of the time of a request with a token, so it is done once. Whether the token's session is
 * live is checked elsewhere at each request.
 */
@ApplicationScoped
@Alternative
@Priority(1)
class KeyRingVerifier extends JWTCallerPrincipalFactory {

    private static final AlgorithmConstraints ALGORITHMS = new AlgorithmConstraints(
            ConstraintType.PERMIT,
            Stream.of(Algorithm.values()).map(Algorithm::name).toArray(String[]::new));

    /** The maximum number of cached tokens, by their digest; each takes some three kilobytes. */
    private static final int MAX_CACHED = 4_096;

    /**
     * The maximum length in characters. No header is longer, but a request body may be, and a token is parsed before its
     * signature is checked.
     */
    private static final int MAX_LENGTH = 16 * 1024;

    private final Cache<ByteBuffer, Verified> verified;
    private final KeyRing keys;
    private final LegacyIssuers legacy;
    private final LatchkeyConfig config;
    private final TokenConfig tokens;
    private final Clock clock;

    KeyRingVerifier(KeyRing keys, LegacyIssuers legacy, LatchkeyConfig config, TokenConfig tokens, Clock clock) {
        this.keys = keys;
        this.legacy = legacy;
        this.config = config;
        this.tokens = tokens;
        this.clock = clock;
        verified = Caffeine.newBuilder()
                .maximumSize(MAX_CACHED)
                // The cache prefers frequent tokens: without an expiry, expired ones would keep new ones out.
                .expireAfterWrite(tokens.accessLifetime().plus(tokens.clockSkew()))
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .executor(Runnable::run)
                .build();
    }

    /**
     * A token with a good signature.
     *
     * @param key that signed it: once the ring no longer has it, the token is no longer good
     * @param until seconds since 1970
     */
    private record Verified(String kid, Key key, long until, JWTCallerPrincipal principal) {}

    @Override
    public JWTCallerPrincipal parse(String token, JWTAuthContextInfo configured) throws ParseException {
        if (token.length() > MAX_LENGTH) {
            throw new ParseException("longer than any access token");
        }
        ByteBuffer digest = ByteBuffer.wrap(Digests.sha256(token));
        Verified cached = verified.getIfPresent(digest);
        if (cached != null && isGood(cached)) {
            return cached.principal();
        }
        if (!CompactJws.isCanonical(token)) {
            throw new ParseException("not the spelling of a token");
        }
        try {
            Verified found = verify(token);
            verified.put(digest, found);
            return found.principal();
        } catch (InvalidJwtException | MalformedClaimException e) {
            // An expired token with a good signature of Latchkey belongs to no other issuer.
            boolean expired = e instanceof InvalidJwtException invalid && invalid.hasExpired();
            return legacy.read(expired ? null : token, Set.of(Use.ACCESS))
                    .map(found -> new DefaultJWTCallerPrincipal(claims(token, found)))
                    .orElseThrow(() -> new ParseException("not a valid access token", e));
        }
    }

    private boolean isGood(Verified cached) {
        return clock.instant().getEpochSecond() < cached.until()
                && keys.find(cached.kid())
                        .filter(key -> key.key().equals(cached.key()))
                        .isPresent();
    }

    private Verified verify(String token) throws InvalidJwtException, MalformedClaimException {
        int skew = (int) tokens.clockSkew().toSeconds();
        JwtContext read = new JwtConsumerBuilder()
                .setVerificationKeyResolver((jws, nesting) -> keyOf(jws))
                .setJwsAlgorithmConstraints(ALGORITHMS)
                .setExpectedType(true, tokens.type().header())
                .setExpectedIssuer(true, config.issuer())
                .setRequireSubject()
                .setRequireExpirationTime()
                .setEvaluationTime(NumericDate.fromMilliseconds(clock.millis()))
                .setExpectedAudience(AccessTokens.audience(config, tokens))
                .setAllowedClockSkewInSeconds(skew)
                .build()
                .process(token);
        JsonWebStructure signed = read.getJoseObjects().get(0);
        JwtClaims claims = read.getJwtClaims();
        return new Verified(
                signed.getKeyIdHeaderValue(),
                signed.getKey(),
                claims.getExpirationTime().getValue() + skew,
                new DefaultJWTCallerPrincipal(claims));
    }

    /** The claims for a token of another issuer: those of its account in Latchkey. */
    private static JwtClaims claims(String token, VerifiedLegacyToken read) {
        Account account = read.account();
        JwtClaims claims = new JwtClaims();
        claims.setStringClaim(AccessTokens.FOREIGN, token);
        claims.setSubject(Long.toString(account.id));
        claims.setStringClaim(Claims.preferred_username.name(), account.username);
        claims.setStringListClaim(Claims.groups.name(), account.groups());
        if (account.email != null) {
            claims.setStringClaim(Claims.email.name(), account.email);
        }
        if (read.expiresAt() != null) {
            claims.setExpirationTime(NumericDate.fromSeconds(read.expiresAt().getEpochSecond()));
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
