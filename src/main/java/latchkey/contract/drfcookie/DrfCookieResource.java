package latchkey.contract.drfcookie;

import static jakarta.ws.rs.core.HttpHeaders.SET_COOKIE;
import static org.jboss.resteasy.reactive.RestResponse.Status.CREATED;
import static org.jboss.resteasy.reactive.RestResponse.Status.OK;

import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import latchkey.account.Account;
import latchkey.account.Accounts;
import latchkey.contract.CurrentContract;
import latchkey.contract.TokenCookies;
import latchkey.contract.drfcookie.DrfCookieBodies.Credentials;
import latchkey.contract.drfcookie.DrfCookieBodies.Envelope;
import latchkey.contract.drfcookie.DrfCookieBodies.LoggedOut;
import latchkey.contract.drfcookie.DrfCookieBodies.Login;
import latchkey.contract.drfcookie.DrfCookieBodies.NewUser;
import latchkey.contract.drfcookie.DrfCookieBodies.Refreshed;
import latchkey.contract.drfcookie.DrfCookieBodies.User;
import latchkey.session.TokenIssuer;
import latchkey.session.Tokens;
import org.jboss.resteasy.reactive.RestCookie;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jboss.resteasy.reactive.RestResponse.Status;
import org.jspecify.annotations.Nullable;

/** Register, log in, refresh, log out: all tokens in cookies, all answers in an envelope. */
@Path(DrfCookieContract.NAME + "/api/auth")
public class DrfCookieResource {

    private final Accounts accounts;
    private final TokenIssuer issuer;
    private final TokenCookies cookies;
    private final CurrentContract request;

    DrfCookieResource(Accounts accounts, TokenIssuer issuer, TokenCookies cookies, CurrentContract request) {
        this.accounts = accounts;
        this.issuer = issuer;
        this.cookies = cookies;
        this.request = request;
    }

    @POST
    @Path("register")
    public RestResponse<Envelope<User>> register(NewUser body) {
        Account account = accounts.register(body.toRegistration());
        return withCookies(CREATED, issuer.open(account), User.of(account));
    }

    @POST
    @Path("login")
    public RestResponse<Envelope<Login>> login(Credentials body) {
        Account account = accounts.authenticate(body.username(), body.password());
        return withCookies(OK, issuer.open(account), new Login(account.username));
    }

    @POST
    @Path("refresh")
    public RestResponse<Envelope<Refreshed>> refresh(@RestCookie(TokenCookies.REFRESH) @Nullable String refreshToken) {
        return withCookies(OK, issuer.rotate(refreshToken), new Refreshed("Tokens refreshed successfully."));
    }

    @POST
    @Path("logout")
    public RestResponse<Envelope<LoggedOut>> logout(@RestCookie(TokenCookies.REFRESH) @Nullable String refreshToken) {
        issuer.close(refreshToken);
        return ResponseBuilder.ok(Envelope.success(new LoggedOut("Successfully logged out."), request.elapsed()))
                .header(SET_COOKIE, cookies.noAccess())
                .header(SET_COOKIE, cookies.noRefresh())
                .build();
    }

    private <T> RestResponse<Envelope<T>> withCookies(Status status, Tokens tokens, T content) {
        return ResponseBuilder.create(status, Envelope.success(content, request.elapsed()))
                .header(SET_COOKIE, cookies.access(tokens))
                .header(SET_COOKIE, cookies.refresh(tokens))
                .build();
    }
}
