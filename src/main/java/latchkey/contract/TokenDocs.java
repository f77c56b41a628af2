package latchkey.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.headers.Header;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;

/** What the OpenAPI document says of tokens: where an operation looks for one, and in which cookies it hands them out. */
final class TokenDocs {

    /** As the application's properties name the scheme that Quarkus adds. */
    private static final String BEARER = "bearer";

    private static final String ACCESS_COOKIE = "accessCookie";
    private static final String REFRESH_COOKIE = "refreshCookie";

    static Map<String, SecurityScheme> schemes() {
        return Map.of(ACCESS_COOKIE, cookie(TokenCookie.ACCESS), REFRESH_COOKIE, cookie(TokenCookie.REFRESH));
    }

    /** Of an operation that needs an access token. */
    static void authenticated(Operation operation, boolean alsoByCookie) {
        operation.setSecurity(alsoByCookie ? anyOf(BEARER, ACCESS_COOKIE) : anyOf(BEARER));
    }

    /** Of an operation of a contract that has cookies. A refused sign-out clears them, too. */
    static void cookies(
            Contract contract, Act act, Operation operation, APIResponse success, Map<String, APIResponse> refusals) {
        if (act.readsRefreshToken()) {
            operation.setSecurity(shown(act, operation));
        }
        if (act.opensOrRenews() || act.signsOut()) {
            String names = (contract.usesAccessCookie() ? TokenCookie.ACCESS + " and " : "") + TokenCookie.REFRESH;
            Header header = header((act.signsOut() ? "Clears " : "Sets ") + names);
            success.addHeader("Set-Cookie", header);
            refusals.entrySet().stream()
                    .filter(refusal -> act.signsOut() && refusal.getKey().equals("401"))
                    .forEach(refusal -> refusal.getValue().addHeader("Set-Cookie", header));
        }
    }

    private static List<SecurityRequirement> shown(Act act, Operation operation) {
        List<SecurityRequirement> shown =
                act.alsoReadsAccessToken() ? anyOf(REFRESH_COOKIE, BEARER) : anyOf(REFRESH_COOKIE);
        if (operation.getRequestBody() != null) {
            // The token may be in the body instead.
            shown.add(OASFactory.createSecurityRequirement());
        }
        return shown;
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
