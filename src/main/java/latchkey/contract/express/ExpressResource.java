package latchkey.contract.express;

import static jakarta.ws.rs.core.HttpHeaders.SET_COOKIE;

import io.quarkus.security.Authenticated;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import latchkey.account.Account;
import latchkey.account.Accounts;
import latchkey.contract.Caller;
import latchkey.contract.TokenCookies;
import latchkey.contract.express.ExpressBodies.Answer;
import latchkey.contract.express.ExpressBodies.Credentials;
import latchkey.contract.express.ExpressBodies.Login;
import latchkey.contract.express.ExpressBodies.NewAccount;
import latchkey.contract.express.ExpressBodies.Refreshed;
import latchkey.contract.express.ExpressBodies.Said;
import latchkey.contract.express.ExpressBodies.User;
import latchkey.session.TokenIssuer;
import latchkey.session.Tokens;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestCookie;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

/** Register, log in, refresh, log out, and who one is. */
@Path(ExpressContract.NAME + "/api")
public class ExpressResource {

    private final Accounts accounts;
    private final TokenIssuer issuer;
    private final TokenCookies cookies;
    private final Caller caller;

    ExpressResource(Accounts accounts, TokenIssuer issuer, TokenCookies cookies, Caller caller) {
        this.accounts = accounts;
        this.issuer = issuer;
        this.cookies = cookies;
        this.caller = caller;
    }

    @POST
    @Path("auth/register")
    @ResponseStatus(201)
    public Said register(NewAccount body) {
        accounts.register(body.toRegistration());
        return new Said("Account successfully created.");
    }

    @POST
    @Path("auth/login")
    public RestResponse<Answer<Login>> login(Credentials body) {
        Account account = accounts.authenticate(body.username(), body.password());
        Tokens tokens = issuer.open(account);
        Login login = new Login(tokens.access(), User.of(account));
        return withCookie(tokens, new Answer<>("Logged in successfully.", login));
    }

    @POST
    @Path("auth/refresh")
    public RestResponse<Answer<Refreshed>> refresh(@RestCookie(TokenCookies.REFRESH) @Nullable String refreshToken) {
        Tokens tokens = issuer.rotate(refreshToken);
        return withCookie(tokens, new Answer<>("Access token refreshed.", new Refreshed(tokens.access())));
    }

    @POST
    @Path("auth/logout")
    public RestResponse<Said> logout(@RestCookie(TokenCookies.REFRESH) @Nullable String refreshToken) {
        caller.signOut(refreshToken);
        return ResponseBuilder.ok(new Said("Logged out successfully."))
                .header(SET_COOKIE, cookies.noRefresh())
                .build();
    }

    @GET
    @Path("user")
    @Authenticated
    public Answer<User> user() {
        return new Answer<>("User details retrieved.", User.of(caller.account()));
    }

    private <T> RestResponse<T> withCookie(Tokens tokens, T body) {
        return ResponseBuilder.ok(body)
                .header(SET_COOKIE, cookies.refresh(tokens))
                .build();
    }
}
