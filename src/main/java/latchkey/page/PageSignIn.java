package latchkey.page;

import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.Optional;
import java.util.function.Supplier;
import latchkey.contract.Contract;
import latchkey.contract.ContractConfig;
import latchkey.contract.Contracts;
import latchkey.contract.TokenLocation;
import latchkey.factor.FactorPolicy;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import latchkey.http.browser.TokenCookies;
import latchkey.http.request.CurrentRequest;
import latchkey.http.signin.TokenDelivery;
import latchkey.page.AccountPage.Field;
import latchkey.session.TokenIssuer.Kept;
import latchkey.session.Tokens;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** What the pages that sign a user in have in common: for which contract, what is asked next, and where the user goes then. */
@ApplicationScoped
class PageSignIn {

    private final Contracts contracts;
    private final ContractConfig contractSettings;
    private final CurrentRequest current;
    private final TokenCookies cookies;
    private final TokenDelivery delivery;
    private final Forms forms;
    private final PageWriter writer;

    PageSignIn(
            Contracts contracts,
            ContractConfig contractSettings,
            CurrentRequest current,
            TokenCookies cookies,
            TokenDelivery delivery,
            Forms forms,
            PageWriter writer) {
        this.contracts = contracts;
        this.contractSettings = contractSettings;
        this.current = current;
        this.cookies = cookies;
        this.delivery = delivery;
        this.forms = forms;
        this.writer = writer;
    }

    /** The contract of this name; that of the pages themselves, too. */
    Optional<Contract> find(@Nullable String name) {
        return PageContract.NAME.equals(name)
                ? Optional.of(new PageContract())
                : Optional.ofNullable(name).flatMap(contracts::find);
    }

    /** The contract of this name, or that of the host. */
    Contract ofFrontend(@Nullable String name) {
        return find(name).orElseGet(() -> contracts.forHost(current.host()));
    }

    /** Whether a page can give its tokens to the frontend. */
    boolean hasCookies(Contract contract) {
        return contract instanceof PageContract
                || contract.refreshTokenIn(contractSettings).contains(TokenLocation.COOKIE);
    }

    /**
     * Has the request count as one through the contract.
     *
     * @throws AuthFailure NOT_FOUND if the frontend keeps its tokens itself
     */
    void actFor(Contract contract) {
        if (!hasCookies(contract)) {
            throw AuthFailure.because(Reason.NOT_FOUND);
        }
        current.actFor(contract);
    }

    /** Sets the cookies of a new session. */
    void deliver(Tokens tokens) {
        if (current.contract() instanceof PageContract) {
            cookies.hold(tokens);
        } else {
            delivery.deliver(new Kept(tokens, current.contract().name()));
        }
    }

    /**
     * Signs in and answers with what comes next: the way back, the page that says so, or the question for a second factor.
     *
     * @throws AuthFailure every other refusal of {@code signIn}
     */
    RestResponse<String> answer(Supplier<Tokens> signIn, Optional<String> returnTo) {
        try {
            return finish(signIn.get(), returnTo);
        } catch (AuthFailure refused) {
            if (refused.reason() != Reason.CODE_REQUIRED) {
                throw refused;
            }
            return RestResponse.ok(writer.write(next(refused)
                    .value(Field.MFA_TOKEN.name(), refused.demand().mfaToken())
                    .value(Field.CONTRACT.name(), current.contract().name())
                    .value(Field.RETURN_TO.name(), returnTo.orElse(null))));
        }
    }

    /** Sets the cookies of a new session, and answers with the way back, or the page that says so. */
    RestResponse<String> finish(Tokens tokens, Optional<String> returnTo) {
        deliver(tokens);
        return returnTo.map(PageSignIn::redirect)
                .orElseGet(() -> RestResponse.ok(writer.write(AccountPage.done("sign-in"))));
    }

    private AccountPage next(AuthFailure refused) {
        return refused.demand().kinds().contains(FactorPolicy.ENROLMENT)
                ? forms.enrolment(Field.MFA_TOKEN)
                : forms.secondFactor(Field.MFA_TOKEN);
    }

    static RestResponse<String> redirect(String address) {
        return RestResponse.seeOther(URI.create(address));
    }
}
