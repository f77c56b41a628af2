package latchkey.contract;

import static latchkey.contract.TokenPlace.BODY;
import static latchkey.contract.TokenPlace.COOKIE;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import latchkey.LatchkeyConfig;
import latchkey.session.TokenIssuer.Kept;
import latchkey.session.Tokens;
import org.jspecify.annotations.Nullable;

/** Hands out the tokens of a session where the contract that opened it does, in the answer to a request outside contracts. */
@ApplicationScoped
public class TokenDelivery {

    private final Contracts contracts;
    private final TokenCookies cookies;
    private final CurrentContract request;
    private final ContractConfig settings;

    TokenDelivery(Contracts contracts, TokenCookies cookies, CurrentContract request, LatchkeyConfig config) {
        settings = config.contract();
        this.contracts = contracts;
        this.cookies = cookies;
        this.request = request;
    }

    /** What is left for the body, once the cookies are set. */
    public record InBody(@Nullable String access, @Nullable String refresh) {}

    /** Nothing is handed out where it is not known how: the client gets the tokens at its next refresh. */
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

    /** Below its mount, and where its document has it, if the contract answers there: the request does not say which is in use. */
    private List<String> refreshPaths(Contract contract) {
        return Stream.concat(
                        Stream.of("/" + contract.name()),
                        contracts
                                .route(contract.refreshPath(), request.host())
                                .filter(route -> route.contract() == contract)
                                .map(Contracts.Route::prefix)
                                .stream())
                .map(prefix -> request.seen(prefix + contract.refreshPath()))
                .toList();
    }
}
