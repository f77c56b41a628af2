package latchkey.http.signin;

import static java.util.stream.Collectors.toSet;
import static latchkey.contract.TokenLocation.BODY;
import static latchkey.contract.TokenLocation.COOKIE;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import latchkey.contract.Contract;
import latchkey.contract.ContractConfig;
import latchkey.contract.Contracts;
import latchkey.http.browser.TokenCookies;
import latchkey.http.request.CurrentRequest;
import latchkey.session.TokenIssuer.Kept;
import latchkey.session.Tokens;
import org.jspecify.annotations.Nullable;

/** Sends the tokens of a session as its contract does, in responses of endpoints outside contracts. */
@ApplicationScoped
public class TokenDelivery {

    private final Contracts contracts;
    private final TokenCookies cookies;
    private final CurrentRequest request;
    private final ContractConfig settings;

    TokenDelivery(Contracts contracts, TokenCookies cookies, CurrentRequest request, ContractConfig settings) {
        this.settings = settings;
        this.contracts = contracts;
        this.cookies = cookies;
        this.request = request;
    }

    /** The tokens that go into the body rather than into cookies. */
    public record InBody(@Nullable String access, @Nullable String refresh) {}

    /** The contracts that send a refresh token in the body only: their clients keep it themselves. */
    public Set<String> contractsWithoutRefreshCookie() {
        return contracts.built().stream()
                .filter(contract -> !contract.refreshTokenIn(settings).contains(COOKIE))
                .map(Contract::name)
                .collect(toSet());
    }

    /** Sends no tokens if the session's contract is unknown: the client gets them at its next refresh. */
    public InBody deliver(Kept kept) {
        return Optional.ofNullable(kept.contract())
                .flatMap(contracts::find)
                .map(contract -> deliver(kept.tokens(), contract))
                .orElse(new InBody(null, null));
    }

    private InBody deliver(Tokens tokens, Contract contract) {
        if (contract.accessTokenIn(settings).contains(COOKIE)) {
            cookies.holdAccess(tokens);
        }
        if (contract.refreshTokenIn(settings).contains(COOKIE)) {
            cookies.holdRefresh(tokens, refreshPaths(contract));
        }
        return new InBody(
                contract.accessTokenIn(settings).contains(BODY) ? tokens.access() : null,
                contract.refreshTokenIn(settings).contains(BODY) ? tokens.refresh() : null);
    }

    /**
     * The refresh path below the contract's mount and, if the contract answers there, the documented one: the request does not
     * reveal which of them the client uses.
     */
    private List<String> refreshPaths(Contract contract) {
        return Stream.concat(
                        Stream.of("/" + contract.name()),
                        contracts
                                .route(contract.refreshEndpoint().path(), request.host())
                                .filter(route -> route.contract() == contract)
                                .map(Contracts.Route::prefix)
                                .stream())
                .map(prefix -> request.publicPath(prefix + contract.refreshPath()))
                .toList();
    }
}
