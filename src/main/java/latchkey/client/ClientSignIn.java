package latchkey.client;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import latchkey.attempt.Network;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import latchkey.key.ClientTokens;
import org.jspecify.annotations.Nullable;

/** Gives programs access tokens for their credentials (RFC 6749, 4.4). */
@ApplicationScoped
public class ClientSignIn {

    public static final String GRANT_TYPE = "client_credentials";

    private final Clients clients;
    private final ClientTokens tokens;

    ClientSignIn(Clients clients, ClientTokens tokens) {
        this.clients = clients;
        this.tokens = tokens;
    }

    /**
     * What came with the request.
     *
     * @param authorization the header; if it is not Basic, id and secret count
     */
    public record Credentials(
            @Nullable String authorization,
            @Nullable String id,
            @Nullable String secret) {}

    /** @param scope all that the token has */
    public record Issued(String token, Duration lifetime, String scope) {}

    /**
     * A new access token.
     *
     * @param scope which the client asks for; all that it may have if it asks for none
     * @throws AuthFailure INVALID_CLIENT; UNSUPPORTED_GRANT_TYPE; INVALID_SCOPE; TOO_MANY_ATTEMPTS
     */
    public Issued signIn(String grantType, @Nullable String scope, Credentials credentials, Network network) {
        KnownClient client =
                clients.signIn(credentials.authorization(), credentials.id(), credentials.secret(), network);
        if (!grantType.equals(GRANT_TYPE)) {
            throw AuthFailure.because(Reason.UNSUPPORTED_GRANT_TYPE);
        }
        Set<Scope> granted = scope == null || scope.isBlank() ? client.scopes() : asked(scope, client);
        if (granted.isEmpty()) {
            throw AuthFailure.because(Reason.INVALID_SCOPE);
        }
        String text = Scope.join(granted);
        return new Issued(tokens.sign(client.id(), text), ClientTokens.LIFETIME, text);
    }

    private static Set<Scope> asked(String scope, KnownClient client) {
        Set<Scope> asked = EnumSet.noneOf(Scope.class);
        Arrays.stream(scope.strip().split(" +"))
                .map(text -> Scope.find(text)
                        .filter(client.scopes()::contains)
                        .orElseThrow(() -> AuthFailure.because(Reason.INVALID_SCOPE)))
                .forEach(asked::add);
        return asked;
    }
}
