package latchkey.openapi;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import latchkey.contract.Action;
import latchkey.contract.Contract;
import latchkey.http.browser.TokenCookie;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.headers.Header;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;

/** Documents tokens in OpenAPI: where an operation reads one, and which cookies it sets. */
final class TokenDocs {

    /** The scheme that Quarkus adds; application.properties names it. */
    private static final String BEARER = "bearer";

    private static final String ACCESS_COOKIE = "accessCookie";
    private static final String REFRESH_COOKIE = "refreshCookie";

    static Map<String, SecurityScheme> schemes() {
        return new TreeMap<>(
                Map.of(ACCESS_COOKIE, cookie(TokenCookie.ACCESS), REFRESH_COOKIE, cookie(TokenCookie.REFRESH)));
    }

    /** Documents an operation that requires an access token. */
    static void authenticated(Operation operation, boolean alsoByCookie) {
        operation.setSecurity(alsoByCookie ? anyOf(BEARER, ACCESS_COOKIE) : anyOf(BEARER));
    }

    /** Documents an operation of a contract with cookies. A refused sign-out clears them, too. */
    static void cookies(
            Contract contract,
            Action action,
            Operation operation,
            APIResponse success,
            Map<String, APIResponse> refusals) {
        if (action.readsRefreshToken()) {
            operation.setSecurity(requirements(action, operation));
        }
        if (action.opensOrRenews() || action.signsOut()) {
            String names = (contract.usesAccessCookie() ? TokenCookie.ACCESS + " and " : "")
                    + TokenCookie.REFRESH
                    + (action.refreshesIfNeeded() ? ", if the session is refreshed" : "");
            Header header = header((action.signsOut() ? "Clears " : "Sets ") + names);
            success.addHeader("Set-Cookie", header);
            refusals.entrySet().stream()
                    .filter(refusal -> action.signsOut() && refusal.getKey().equals("401"))
                    .forEach(refusal -> refusal.getValue().addHeader("Set-Cookie", header));
        }
    }

    private static List<SecurityRequirement> requirements(Action action, Operation operation) {
        List<SecurityRequirement> requirements =
                action.alsoReadsAccessToken() ? anyOf(REFRESH_COOKIE, BEARER) : anyOf(REFRESH_COOKIE);
        if (operation.getRequestBody() != null) {
            // The token may be in the body instead.
            requirements.add(OASFactory.createSecurityRequirement());
        }
        return requirements;
    }

    private static Header header(String what) {
        return OASFactory.createHeader()
                .description(what + "; out of scripts' reach")
                .schema(OASFactory.createSchema().addType(SchemaType.STRING));
    }

    private static SecurityScheme cookie(String name) {
        return OASFactory.createSecurityScheme()
                .type(SecurityScheme.Type.APIKEY)
                .in(SecurityScheme.In.COOKIE)
                .name(name);
    }

    private static List<SecurityRequirement> anyOf(String... schemes) {
        return new ArrayList<>(Stream.of(schemes)
                .map(scheme -> OASFactory.createSecurityRequirement().addScheme(scheme))
                .toList());
    }

    private TokenDocs() {}
}
