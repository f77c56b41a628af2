package latchkey.contract.fastapi;

import static latchkey.contract.ContractConfig.TokensIn.BODY;
import static latchkey.contract.ContractConfig.TokensIn.COOKIES;

import jakarta.enterprise.context.ApplicationScoped;
import latchkey.contract.ContractConfig;
import latchkey.contract.fastapi.FastApiBodies.TokenPair;
import latchkey.http.browser.TokenCookies;
import latchkey.session.Tokens;

/** Sends tokens in body and cookies, as this contract documents, or in one of them. */
@ApplicationScoped
class TokenResponse {

    private final TokenCookies cookies;
    private final ContractConfig.TokensIn tokensIn;

    TokenResponse(TokenCookies cookies, ContractConfig config) {
        this.cookies = cookies;
        tokensIn = config.fastapi().tokens();
    }

    TokenPair of(Tokens tokens) {
        if (tokensIn != BODY) {
            cookies.hold(tokens);
        }
        return tokensIn == COOKIES ? TokenPair.withoutTokens() : TokenPair.of(tokens);
    }
}
