package latchkey.legacy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import latchkey.WithoutDocument;

/** Issuers of former backends: of the tokens in tokens.json, of tokens with other libraries' claims, and of a cookie. */
public class FormerBackends extends WithoutDocument {

    /** What the issuers "words", "words-access" and "nested" signed with. */
    static final String SECRET = "made-up-secret-of-the-old-backend";

    /** What each other issuer without a token in tokens.json signed with, behind its name. */
    static final String OWN = " of a secret that no other has";

    private static final String REFRESH = "simplejwt-refresh";

    @Override
    protected Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        ofTokensInTheFile(settings);
        ofOtherClaims(settings);
        issuer(settings, "old", Map.of("cookie", "jwt"));
        return settings;
    }

    /** For another profile: issuers that signed with another key than the one that is set. */
    public static Map<String, String> withWrongKeys() {
        Map<String, String> settings = new HashMap<>();
        String django = LegacySessionsProfileTest.made(REFRESH).path("secret").asText();
        String fastapi =
                LegacySessionsProfileTest.made("fastapi-refresh").path("secret").asText();
        issuer(settings, "django", django + "x", Map.of());
        issuer(settings, "longer", django, Map.of("algorithm", "HS512"));
        issuer(settings, "fastapi", fastapi, Map.of("user", "name"));
        issuer(settings, "access", "of no token at all", Map.of("tokens", "access"));
        return settings;
    }

    private static void ofTokensInTheFile(Map<String, String> settings) {
        asMade(settings, "django", REFRESH, Map.of());
        asMade(settings, "django-access", "simplejwt-access", Map.of("tokens", "access"));
        asMade(settings, "fastapi", "fastapi-refresh", Map.of("user", "name"));
        asMade(settings, "fastapi-access", "fastapi-access", Map.of("user", "name", "tokens", "access"));
        asMade(settings, "rs", "pyjwt-rs256-sub42", Map.of());
        asMade(settings, "es", "pyjwt-es256-sub42", Map.of());
        asMade(settings, "express", "express-refresh", Map.of());
        asMade(settings, "subject", REFRESH, Map.of("user-claim", "sub"));
    }

    private static void ofOtherClaims(Map<String, String> settings) {
        issuer(settings, "words", SECRET, Map.of());
        issuer(settings, "words-access", SECRET, Map.of("tokens", "access"));
        issuer(settings, "nested", SECRET, Map.of("user-claim", "user.id"));
        issuer(settings, "customer", Map.of("type-claims", "token_type"));
        issuer(settings, "listed", Map.of("type-claims", "kind,use", "types", "r,true"));
        issuer(settings, "pointer", Map.of("user-claim", "/data/user/_id"));
        issuer(settings, "url", Map.of("user-claim", "https://example.org/user.id"));
        issuer(settings, "untold", Map.of());
        issuer(settings, "course", Map.of("user-claim", "UserInfo.username", "user", "name"));
    }

    /** As somebody would set it who knows how the token was made. */
    private static void asMade(Map<String, String> settings, String name, String token, Map<String, String> further) {
        JsonNode made = LegacySessionsProfileTest.made(token);
        String key = made.hasNonNull("secret") ? "secret" : "public_key";
        Map<String, String> issuer = new HashMap<>();
        issuer.put("algorithm", made.path("algorithm").asText());
        issuer.put("user-claim", made.path("user_claim").asText());
        issuer.put(key.replace('_', '-'), made.path(key).asText());
        issuer.putAll(further);
        put(settings, name, issuer);
    }

    private static void issuer(Map<String, String> settings, String name, Map<String, String> further) {
        issuer(settings, name, name + OWN, further);
    }

    private static void issuer(Map<String, String> settings, String name, String secret, Map<String, String> further) {
        put(settings, name, Map.of("algorithm", "HS256", "secret", secret));
        put(settings, name, further);
    }

    private static void put(Map<String, String> settings, String name, Map<String, String> issuer) {
        String prefix = "latchkey.legacy.\"" + name + "\".";
        settings.put(prefix + "until", "2098-01-01T00:00:00Z");
        issuer.forEach((setting, value) -> settings.put(prefix + setting, value));
    }
}
