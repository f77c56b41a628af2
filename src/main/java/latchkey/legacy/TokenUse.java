package latchkey.legacy;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import latchkey.legacy.LegacyConfig.Use;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.JwtContext;
import org.jspecify.annotations.Nullable;

/**
 * The use that a token of another issuer claims, in the words of several libraries, which sign all kinds of tokens with one
 * key.
 */
final class TokenUse {

    /** The claims of simplejwt and most others: Latchkey enforces their values. */
    private static final List<String> CLAIMS = List.of("token_type", "type");

    /**
     * Those, Keycloak's, Cognito's, and more. Some of them may mean other things, so that only a word for another kind of token
     * counts.
     */
    private static final List<String> ALL_CLAIMS =
            List.of("token_type", "type", "typ", "tokenType", "token_use", "scope");

    /** The words in lower case, without separators, and without "token" and "jwt". */
    private static final Map<String, Set<Use>> WORDS = Map.of(
            "refresh", Set.of(Use.REFRESH),
            "rt", Set.of(Use.REFRESH),
            "access", Set.of(Use.ACCESS),
            "at", Set.of(Use.ACCESS),
            "bearer", Set.of(Use.ACCESS),
            "sliding", Set.of(Use.ACCESS),
            "id", Set.of());

    /** The header with the type of a token (RFC 9068, 2.1). */
    private static final String HEADER = "typ";

    /** The maximum characters of a claim in a log line. */
    private static final int MAX_CLAIM_LENGTH = 32;

    private final LegacyConfig.Issuer issuer;
    private final JwtClaims claims;
    private final @Nullable Object header;

    TokenUse(LegacyConfig.Issuer issuer, JwtContext read) {
        this.issuer = issuer;
        claims = read.getJwtClaims();
        // If the operator sets the claims that name the kind, no header counts.
        header = issuer.typeClaims().isPresent()
                ? null
                : read.getJoseObjects().get(0).getHeaders().getObjectHeaderValue(HEADER);
    }

    /** @throws RefusedLegacyToken if the token is for another use than the issuer's tokens, or names an unknown use */
    void require() throws RefusedLegacyToken {
        List<String> named = issuer.typeClaims().orElse(CLAIMS);
        List<Object> found = values(named).toList();
        if (issuer.types().isPresent()) {
            if (found.isEmpty() || !issuer.types().get().containsAll(texts(found))) {
                throw new RefusedLegacyToken(
                        String.format(Locale.ROOT, "says %s, which types does not list", printable(named)));
            }
            return;
        }
        requireNoOther(issuer.typeClaims().isPresent() ? named : ALL_CLAIMS);
        if (!found.isEmpty() && found.stream().allMatch(word -> meaning(word).isEmpty())) {
            throw new RefusedLegacyToken(String.format(
                    Locale.ROOT,
                    "says %s, which names no kind of token: set type-claims, if that is the user's, or types",
                    printable(named)));
        }
    }

    private void requireNoOther(List<String> named) throws RefusedLegacyToken {
        boolean other = Stream.concat(values(named), Stream.ofNullable(header))
                .flatMap(word -> meaning(word).stream())
                .anyMatch(uses -> !uses.contains(issuer.tokens()));
        if (other) {
            throw new RefusedLegacyToken(String.format(
                    Locale.ROOT,
                    "says %s, and is no %s token: if it is one, set type-claims or types",
                    printable(named),
                    issuer.tokens().name().toLowerCase(Locale.ROOT)));
        }
    }

    private String printable(List<String> named) {
        Stream<String> inClaims = named.stream()
                .filter(claim -> claims.getClaimValue(claim) != null)
                .map(claim -> printable(claim, claims.getClaimValue(claim)));
        Stream<String> inHeader = Stream.ofNullable(header)
                .filter(word -> meaning(word).isPresent())
                .map(word -> "in its header " + printable(HEADER, word));
        String text = Stream.concat(inClaims, inHeader).collect(joining(", "));
        return text.isEmpty() ? "nothing in " + String.join(", ", named) : text;
    }

    private static String printable(String name, Object word) {
        return String.format(Locale.ROOT, "\"%s\": \"%s\"", name, RefusedLegacyToken.printable(word, MAX_CLAIM_LENGTH));
    }

    private Stream<Object> values(List<String> named) {
        return named.stream().map(claims::getClaimValue).filter(Objects::nonNull);
    }

    private static Set<String> texts(List<Object> values) {
        return values.stream().map(Object::toString).collect(toSet());
    }

    private static Optional<Set<Use>> meaning(Object word) {
        return word instanceof String text
                ? Optional.ofNullable(WORDS.get(text.toLowerCase(Locale.ROOT)
                        .replaceAll("[-_ +./:]", "")
                        .replace("application", "")
                        .replace("token", "")
                        .replace("jwt", "")))
                : Optional.empty();
    }
}
