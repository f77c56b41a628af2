package latchkey.contract.fastapi;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import latchkey.contract.Contract;
import latchkey.contract.ContractConfig;
import latchkey.contract.Endpoint;
import latchkey.contract.TokenLocation;

/** A FastAPI backend. Source: docs/contracts/fastapi.md. */
@ApplicationScoped
public class FastApiContract implements Contract, FastApiWording {

    static final String NAME = "fastapi";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String about() {
        return "A FastAPI backend that hands out both tokens in the body and in cookies.";
    }

    @Override
    public int since() {
        return 1;
    }

    @Override
    public Set<String> roots() {
        return Set.of("/auth", "/password-recovery", "/reset-password");
    }

    @Override
    public String refreshPath() {
        return "/auth";
    }

    @Override
    public Endpoint refreshEndpoint() {
        return Endpoint.post("/auth/refresh-token");
    }

    @Override
    public Endpoint signOutEndpoint() {
        return Endpoint.post("/auth/logout");
    }

    @Override
    public boolean usesAccessCookie() {
        return true;
    }

    @Override
    public Set<TokenLocation> accessTokenIn(ContractConfig settings) {
        return switch (settings.fastapi().tokens()) {
            case BOTH -> Set.of(TokenLocation.BODY, TokenLocation.COOKIE);
            case BODY -> Set.of(TokenLocation.BODY);
            case COOKIES -> Set.of(TokenLocation.COOKIE);
        };
    }

    @Override
    public Set<TokenLocation> refreshTokenIn(ContractConfig settings) {
        return accessTokenIn(settings);
    }
}
