package latchkey.contract.fastapi;

import static latchkey.contract.ContractConfig.TokensIn.BODY;
import static latchkey.contract.ContractConfig.TokensIn.COOKIES;

import jakarta.enterprise.context.ApplicationScoped;
import latchkey.LatchkeyConfig;
import latchkey.contract.ContractConfig;
import latchkey.contract.TokenCookies;
import latchkey.contract.fastapi.FastApiBodies.TokenPair;
import latchkey.session.Tokens;

/** Where this contract hands tokens out: in body and cookies, as its document prints, or in one of them. */
@ApplicationScoped
class Handout {

    private final TokenCookies cookies;
    private final ContractConfig.TokensIn where;

    Handout(TokenCookies cookies, LatchkeyConfig config) {
        this.cookies = cookies;
        where = config.contract().fastapi().tokens();
    }

    TokenPair of(Tokens tokens) {
        if (where != BODY) {
            cookies.hold(tokens);
        }
        return where == COOKIES ? TokenPair.elsewhere() : TokenPair.of(tokens);
    }
}
