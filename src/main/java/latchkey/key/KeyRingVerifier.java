package latchkey.key;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.Set;
import java.util.stream.Stream;
import latchkey.CompactJws;
import latchkey.LatchkeyConfig;
import latchkey.Recent;
import latchkey.account.Account;
import latchkey.legacy.LegacyConfig.Use;
import latchkey.legacy.LegacyIssuers;
import latchkey.legacy.LegacyToken;
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
 * Lets smallrye-jwt check access tokens with the key ring instead of one fixed key.
 *
 * <p>The token names its key and nothing else: its algorithm is the key's, and type, issuer and audience are ours (RFC 8725, 3.1 and 3.11).
 *
 * <p>To check a signature is most of what a request with a token costs, so it is done once. Whether the token's session lives is
 * another question, and asked elsewhere of each request.
 */
@ApplicationScoped
@Alternative
@Priority(1)
class KeyRingVerifier extends JWTCallerPrincipalFactory {

    private static final AlgorithmConstraints ALGORITHMS = new AlgorithmConstraints(
            ConstraintType.PERMIT,
            Stream.of(Algorithm.values()).map(Algorithm::name).toArray(String[]::new));

    /** Tokens that are remembered, by their digest: each some three kilobytes. */
    private static final int MOST = 4_096;

    /** In characters. No header is longer, but a body can be; what is in a token is read before its signature is. */
    private static final int LONGEST = 16 * 1024;

    private final Recent<ByteBuffer, Verified> verified = new Recent<>(MOST);
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

    /**
     * A token whose signature was found good.
     *
     * @param key that it was signed with: once the ring has it no more, neither is the token good
     * @param until seconds since 1970
     */
    private record Verified(String kid, Key key, long until, JWTCallerPrincipal principal) {}

    @Override
    public JWTCallerPrincipal parse(String token, JWTAuthContextInfo configured) throws ParseException {
        if (token.length() > LONGEST) {
            throw new ParseException("longer than any access token");
        }
        ByteBuffer digest = digest(token);
        Verified known = verified.get(digest);
        if (known != null && isGood(known)) {
            return known.principal();
        }
        if (!CompactJws.isCanonical(token)) {
            throw new ParseException("not the spelling of a token");
        }
        try {
            Verified found = verify(token);
            verified.put(digest, found);
            return found.principal();
        } catch (InvalidJwtException | MalformedClaimException e) {
            // One that a key of ours signed, and that has run out, is of no other issuer.
            boolean ours = e instanceof InvalidJwtException invalid && invalid.hasExpired();
            return legacy.read(ours ? null : token, Set.of(Use.ACCESS))
                    .map(found -> new DefaultJWTCallerPrincipal(claims(token, found)))
                    .orElseThrow(() -> new ParseException("not a valid access token", e));
        }
    }

    private boolean isGood(Verified known) {
        return clock.instant().getEpochSecond() < known.until()
                && keys.find(known.kid())
                        .filter(key -> key.key().equals(known.key()))
                        .isPresent();
    }

    private Verified verify(String token) throws InvalidJwtException, MalformedClaimException {
        int skew = (int) config.tokens().clockSkew().toSeconds();
        JwtContext read = new JwtConsumerBuilder()
                .setVerificationKeyResolver((jws, nesting) -> keyOf(jws))
                .setJwsAlgorithmConstraints(ALGORITHMS)
                .setExpectedType(true, config.tokens().type().header())
                .setExpectedIssuer(true, config.issuer())
                .setRequireSubject()
                .setRequireExpirationTime()
                .setEvaluationTime(NumericDate.fromMilliseconds(clock.millis()))
                .setExpectedAudience(AccessTokens.audience(config))
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

    private static ByteBuffer digest(String token) {
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Of a token of another issuer, whose claims are its own: who its account is here. */
    private static JwtClaims claims(String token, LegacyToken read) {
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
