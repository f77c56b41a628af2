package latchkey.page;

import java.util.Set;
import latchkey.contract.Contract;
import latchkey.contract.Endpoint;
import latchkey.http.failure.ProblemDetails;

/**
 * Through what Latchkey's own pages sign a user in. It is no published contract, so no frontend chooses it: its refresh token is in a
 * cookie for {@code /account} alone, and its access token is given to the page's script, which keeps it in memory.
 */
public final class PageContract extends ProblemDetails implements Contract {

    /** Its name in sessions, tokens and audit events. */
    public static final String NAME = "account";

    /** Where the pages get access tokens, and end their session. */
    public static final String SESSION = "/account/session";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String about() {
        return "Latchkey's own pages.";
    }

    @Override
    public int since() {
        return 1;
    }

    @Override
    public Set<String> roots() {
        return Set.of();
    }

    /** All pages, so that a sign-in ends the session that the browser had. */
    @Override
    public String refreshPath() {
        return "/account";
    }

    @Override
    public Endpoint refreshEndpoint() {
        return Endpoint.post(SESSION);
    }

    @Override
    public Endpoint signOutEndpoint() {
        return Endpoint.delete(SESSION);
    }

    @Override
    public boolean usesAccessCookie() {
        return false;
    }
}
