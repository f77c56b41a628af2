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

/** What a token of another issuer says it is for, in the words of several libraries, where all are signed with one key. */
final class StatedUse {

    /** simplejwt's, and what most others do: where they say something, it is held to. */
    private static final List<String> CLAIMS = List.of("token_type", "type");

    /** Those, Keycloak's, Cognito's, and more, which may say other things, so that only a word for another kind of token counts. */
    private static final List<String> ALL = List.of("token_type", "type", "typ", "tokenType", "token_use", "scope");

    /** Once they are in lower case, without what joins words, and without "token" and "jwt". */
    private static final Map<String, Set<Use>> WORDS = Map.of(
            "refresh", Set.of(Use.REFRESH),
            "rt", Set.of(Use.REFRESH),
            "access", Set.of(Use.ACCESS),
            "at", Set.of(Use.ACCESS),
            "bearer", Set.of(Use.ACCESS),
            "sliding", Set.of(Use.ACCESS),
            "id", Set.of());

    /** That of a token (RFC 9068, 2.1). */
    private static final String HEADER = "typ";

    /** Characters of what a claim says that are told. */
    private static final int MOST = 32;

    private final LegacyConfig issuer;
    private final JwtClaims claims;
    private final @Nullable Object header;

    StatedUse(LegacyConfig issuer, JwtContext read) {
        this.issuer = issuer;
        claims = read.getJwtClaims();
        // Where the operator says which claims name the kind, nothing else does.
        header = issuer.typeClaims().isPresent()
                ? null
                : read.getJoseObjects().get(0).getHeaders().getObjectHeaderValue(HEADER);
    }

    /** @throws Unfit where it says that it is for something else than the issuer's tokens, or what is no word for either */
    void require() throws Unfit {
        List<String> named = issuer.typeClaims().orElse(CLAIMS);
        List<Object> said = values(named).toList();
        if (issuer.types().isPresent()) {
            if (said.isEmpty() || !issuer.types().get().containsAll(texts(said))) {
                throw new Unfit(String.format(Locale.ROOT, "says %s, which types does not list", told(named)));
            }
            return;
        }
        requireNoOther(issuer.typeClaims().isPresent() ? named : ALL);
        if (!said.isEmpty() && said.stream().allMatch(word -> meaning(word).isEmpty())) {
            throw new Unfit(String.format(
                    Locale.ROOT,
                    "says %s, which names no kind of token: set type-claims, if that is the user's, or types",
                    told(named)));
        }
    }

    private void requireNoOther(List<String> named) throws Unfit {
        boolean other = Stream.concat(values(named), Stream.ofNullable(header))
                .flatMap(word -> meaning(word).stream())
                .anyMatch(uses -> !uses.contains(issuer.tokens()));
        if (other) {
            throw new Unfit(String.format(
                    Locale.ROOT,
                    "says %s, and is no %s token: if it is one, set type-claims or types",
                    told(named),
                    issuer.tokens().name().toLowerCase(Locale.ROOT)));
        }
    }

    private String told(List<String> named) {
        Stream<String> inClaims = named.stream()
                .filter(claim -> claims.getClaimValue(claim) != null)
                .map(claim -> told(claim, claims.getClaimValue(claim)));
        Stream<String> inHeader = Stream.ofNullable(header)
                .filter(word -> meaning(word).isPresent())
                .map(word -> "in its header " + told(HEADER, word));
        String said = Stream.concat(inClaims, inHeader).collect(joining(", "));
        return said.isEmpty() ? "nothing in " + String.join(", ", named) : said;
    }

    private static String told(String name, Object word) {
        return String.format(Locale.ROOT, "\"%s\": \"%s\"", name, Unfit.told(word, MOST));
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
