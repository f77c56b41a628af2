package latchkey.page;

import static jakarta.ws.rs.core.MediaType.WILDCARD;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import latchkey.http.browser.TokenCookies;
import latchkey.http.request.CurrentRequest;
import latchkey.http.signin.CurrentUser;
import latchkey.session.Tokens;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The session of Latchkey's own pages, see {@link PageContract}. */
@Path(PageContract.SESSION)
@Consumes(WILDCARD)
public class PageSessionResource {

    private final CurrentRequest current;
    private final CurrentUser currentUser;
    private final TokenCookies cookies;

    PageSessionResource(CurrentRequest current, CurrentUser currentUser, TokenCookies cookies) {
        this.current = current;
        this.currentUser = currentUser;
        this.cookies = cookies;
    }

    /** @param expiresIn in seconds */
    public record PageToken(
            @JsonProperty("access_token") String accessToken,
            @JsonProperty("expires_in") long expiresIn) {}

    @POST
    @Operation(hidden = true)
    public PageToken refreshPage() {
        current.actFor(new PageContract());
        Tokens tokens = currentUser.refresh();
        cookies.hold(tokens);
        return new PageToken(tokens.access(), tokens.accessLifetime().toSeconds());
    }

    @DELETE
    @Operation(hidden = true)
    public void endPage() {
        current.actFor(new PageContract());
        currentUser.signOutIfSignedIn(null);
    }
}
