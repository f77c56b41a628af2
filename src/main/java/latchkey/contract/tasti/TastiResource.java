package latchkey.contract.tasti;

import static jakarta.ws.rs.core.HttpHeaders.SET_COOKIE;
import static org.jboss.resteasy.reactive.RestResponse.Status.CREATED;
import static org.jboss.resteasy.reactive.RestResponse.Status.OK;

import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import latchkey.account.Account;
import latchkey.account.Accounts;
import latchkey.contract.Caller;
import latchkey.contract.TokenCookies;
import latchkey.contract.tasti.TastiBodies.Credentials;
import latchkey.contract.tasti.TastiBodies.NewUser;
import latchkey.contract.tasti.TastiBodies.Refreshed;
import latchkey.contract.tasti.TastiBodies.Said;
import latchkey.contract.tasti.TastiBodies.User;
import latchkey.contract.tasti.TastiBodies.Welcome;
import latchkey.session.TokenIssuer;
import latchkey.session.Tokens;
import org.jboss.resteasy.reactive.RestCookie;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

/** Register, log in, refresh, log out. */
@Path(TastiContract.NAME + "/api/v1/auth")
public class TastiResource {

    private final Accounts accounts;
    private final TokenIssuer issuer;
    private final TokenCookies cookies;
    private final Caller caller;

    TastiResource(Accounts accounts, TokenIssuer issuer, TokenCookies cookies, Caller caller) {
        this.accounts = accounts;
        this.issuer = issuer;
        this.cookies = cookies;
        this.caller = caller;
    }

    @POST
    @Path("register")
    public RestResponse<Welcome> register(NewUser body) {
        return welcome("User registered successfully", accounts.register(body.toRegistration()));
    }

    @POST
    @Path("login")
    public RestResponse<Welcome> login(Credentials body) {
        return welcome("User logged in successfully", accounts.authenticate(body.username(), body.password()));
    }

    @POST
    @Path("token/refresh")
    public RestResponse<Refreshed> refresh(@RestCookie(TokenCookies.REFRESH) @Nullable String refreshToken) {
        Tokens tokens = issuer.rotate(refreshToken);
        return ResponseBuilder.create(OK, new Refreshed(tokens.access(), User.of(tokens.account())))
                .header(SET_COOKIE, cookies.refresh(tokens))
                .build();
    }

    @POST
    @Path("logout")
    public RestResponse<Said> logout(@RestCookie(TokenCookies.REFRESH) @Nullable String refreshToken) {
        caller.signOut(refreshToken);
        return ResponseBuilder.ok(new Said("Logout successful"))
                .header(SET_COOKIE, cookies.noRefresh())
                .build();
    }

    private RestResponse<Welcome> welcome(String message, Account account) {
        Tokens tokens = issuer.open(account);
        return ResponseBuilder.create(CREATED, new Welcome(message, tokens.access(), User.of(account)))
                .header(SET_COOKIE, cookies.refresh(tokens))
                .build();
    }
}
