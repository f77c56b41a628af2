package latchkey;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * What every service that checks access tokens has to answer to one request.
 *
 * @param credentials the Authorization header, made of a good token of a user who is in no group and has one factor
 * @param challenge a regular expression of {@code WWW-Authenticate}; empty if there is none
 */
record TokenCase(String name, String request, Function<TokenForge, String> credentials, int status, String challenge) {

    private static final String ORDERS = "GET /orders";
    private static final String REPORTS = "GET /reports";
    private static final String PAYMENTS = "POST /payments";

    private static final String NOT_IN_GROUP = "Bearer error=\"insufficient_scope\".*";
    private static final String SIGN_IN_AGAIN =
            "Bearer error=\"insufficient_user_authentication\".* acr_values=\"aal2\", max_age=\"600\"";

    static List<TokenCase> all() {
        return List.of(
                accepted("an access token", ORDERS, TokenForge::original),
                accepted("for several audiences", ORDERS, token -> token.alsoFor("https://other.example")
                        .signed()),
                new TokenCase("no credentials", ORDERS, token -> "", 401, "Bearer.*"),
                new TokenCase("another scheme", ORDERS, token -> "Basic YWRhOmxvdmVsYWNl", 401, "Bearer.*"),
                invalid("no JWT", token -> "ada"),
                invalid("a refresh token", TokenForge::refresh),
                invalid("expired", token -> token.claim("exp", now() - 3600).signed()),
                invalid("never expires", token -> token.withoutClaim("exp").signed()),
                invalid("another issuer", token -> token.claim("iss", "https://other.example")
                        .signed()),
                invalid("another audience", token -> token.claim("aud", "https://other.example")
                        .signed()),
                invalid("for the admin API", TokenForge::ofAProgram),
                invalid("type JWT", token -> token.header("typ", "JWT").signed()),
                invalid("algorithm none", TokenForge::unsigned),
                invalid("algorithm HS256", TokenForge::signedWithThePublicKey),
                invalid("changed claims", token -> token.claim("sub", "1").withFormerSignature()),
                invalid("signed by another", TokenForge::signedByAnother),
                invalid("key of another", token -> token.header("kid", "unknown")
                        .signedByAnother()),
                invalid("key in the header", TokenForge::signedByTheKeyInTheHeader),
                new TokenCase("no group", REPORTS, bearer(TokenForge::original), 403, NOT_IN_GROUP),
                accepted("a group", REPORTS, token -> token.claim("groups", List.of("user", "editors"))
                        .signed()),
                stepUp("one factor", token -> token.claim("acr", "aal1").claim("auth_time", now())),
                stepUp("two factors, long ago", token -> token.claim("acr", "aal2")
                        .claim("auth_time", now() - 660)),
                stepUp("no sign-in", token -> token.withoutClaim("acr").withoutClaim("auth_time")),
                accepted("two factors", PAYMENTS, token -> token.claim("acr", "aal2")
                        .claim("auth_time", now() - 60)
                        .signed()),
                accepted("a passkey", PAYMENTS, token -> token.claim("acr", "phr")
                        .claim("auth_time", now() - 60)
                        .signed()));
    }

    /** An access token whose key no service has met. */
    static String unknownKey(TokenForge token) {
        return token.header("kid", UUID.randomUUID().toString()).signedByAnother();
    }

    private static TokenCase accepted(String name, String request, Function<TokenForge, String> token) {
        return new TokenCase(name, request, bearer(token), 200, "");
    }

    private static TokenCase invalid(String name, Function<TokenForge, String> token) {
        return new TokenCase(name, ORDERS, bearer(token), 401, "Bearer.*");
    }

    private static TokenCase stepUp(String name, Function<TokenForge, TokenForge> signIn) {
        return new TokenCase(name, PAYMENTS, bearer(signIn.andThen(TokenForge::signed)), 401, SIGN_IN_AGAIN);
    }

    private static Function<TokenForge, String> bearer(Function<TokenForge, String> token) {
        return token.andThen("Bearer "::concat);
    }

    private static long now() {
        return Instant.now().getEpochSecond();
    }
}
