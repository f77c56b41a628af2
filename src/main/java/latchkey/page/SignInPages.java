package latchkey.page;

import static jakarta.ws.rs.core.MediaType.APPLICATION_FORM_URLENCODED;
import static jakarta.ws.rs.core.MediaType.WILDCARD;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.net.URI;
import java.util.Optional;
import latchkey.contract.Contract;
import latchkey.contract.ContractConfig;
import latchkey.contract.Contracts;
import latchkey.contract.TokenLocation;
import latchkey.email.LinkProof;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import latchkey.http.recovery.EmailSignIn;
import latchkey.http.recovery.NeedsMail;
import latchkey.http.recovery.NeedsMailSignIn;
import latchkey.http.request.CurrentRequest;
import latchkey.http.signin.CodeSignIn;
import latchkey.http.signin.PasskeySignIn;
import latchkey.http.signin.TokenDelivery;
import latchkey.session.TokenIssuer.Kept;
import latchkey.session.Tokens;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The pages that sign a user in who asked for a mail, or has to show a second factor. */
@Path("account/pages")
@Consumes(APPLICATION_FORM_URLENCODED)
@Produces(PageResource.HTML)
public class SignInPages {

    private final EmailSignIn mailSignIns;
    private final CodeSignIn codeSignIns;
    private final PasskeySignIn passkeySignIns;
    private final Forms forms;
    private final ReturnAddress addresses;
    private final TokenDelivery delivery;
    private final Contracts contracts;
    private final ContractConfig contractSettings;
    private final CurrentRequest current;
    private final PageWriter writer;

    SignInPages(
            EmailSignIn mailSignIns,
            CodeSignIn codeSignIns,
            PasskeySignIn passkeySignIns,
            Forms forms,
            ReturnAddress addresses,
            TokenDelivery delivery,
            Contracts contracts,
            ContractConfig contractSettings,
            CurrentRequest current,
            PageWriter writer) {
        this.mailSignIns = mailSignIns;
        this.codeSignIns = codeSignIns;
        this.passkeySignIns = passkeySignIns;
        this.forms = forms;
        this.addresses = addresses;
        this.delivery = delivery;
        this.contracts = contracts;
        this.contractSettings = contractSettings;
        this.current = current;
        this.writer = writer;
    }

    /** Opens a session for the contract through which the user asked for the mail; asks for the code of a second factor first. */
    @POST
    @Path("sign-in")
    @NeedsMail
    @NeedsMailSignIn
    @Page
    @Operation(hidden = true)
    public String signIn(PageForms.Proof form) {
        LinkProof proof = form.toProof();
        try {
            return signedIn(mailSignIns.signIn(proof, this::actFor));
        } catch (AuthFailure refused) {
            if (refused.reason() != Reason.CODE_REQUIRED) {
                throw refused;
            }
            return writer.write(forms.secondFactor(AccountPage.Field.MFA_TOKEN)
                    .value(AccountPage.Field.MFA_TOKEN.name(), refused.demand().mfaToken())
                    .value(AccountPage.Field.CONTRACT.name(), current.contract().name()));
        }
    }

    /** The token of the sign-in is in the fragment, which browsers send to no server. */
    @GET
    @Path(Forms.SECOND_FACTOR)
    @Consumes(WILDCARD)
    @Page
    @Operation(hidden = true)
    public String askForSecondFactor(
            @RestQuery("contract") @Nullable String contract, @RestQuery("return_to") @Nullable String returnTo) {
        return writer.write(forms.secondFactor(AccountPage.Field.LINKED_MFA_TOKEN)
                .value(AccountPage.Field.CONTRACT.name(), contract)
                .value(
                        AccountPage.Field.RETURN_TO.name(),
                        addresses.checked(returnTo).orElse(null)));
    }

    /** Opens a session, and goes back to the frontend. If its contract has no cookies, it gets a token to exchange for the session. */
    @POST
    @Path(Forms.SECOND_FACTOR)
    @Page
    @Operation(hidden = true)
    public RestResponse<String> showSecondFactor(PageForms.SecondFactor form) {
        Optional<String> returnTo = addresses.checked(form.returnTo());
        Contract contract = Optional.ofNullable(form.contract())
                .flatMap(contracts::find)
                .orElseGet(() -> contracts.forHost(current.host()));
        if (hasCookies(contract)) {
            current.actFor(contract);
            Tokens tokens =
                    form.isByPasskey() ? passkeySignIns.signIn(form.toAssertion()) : codeSignIns.signIn(form.toCode());
            String page = signedIn(tokens);
            return returnTo.map(SignInPages::redirect).orElseGet(() -> RestResponse.ok(page));
        }
        String address = returnTo.orElseThrow(() -> AuthFailure.because(Reason.NOT_FOUND));
        current.actFor(contract);
        String token = form.isByPasskey()
                ? passkeySignIns.handOver(form.toAssertion(), form.token())
                : codeSignIns.handOver(form.toCode());
        return redirect(address + "#mfa_token=" + token);
    }

    private static RestResponse<String> redirect(String address) {
        return RestResponse.seeOther(URI.create(address));
    }

    private String signedIn(Tokens tokens) {
        delivery.deliver(new Kept(tokens, current.contract().name()));
        return writer.write(AccountPage.done("sign-in"));
    }

    private boolean hasCookies(Contract contract) {
        return contract.refreshTokenIn(contractSettings).contains(TokenLocation.COOKIE);
    }

    private void actFor(Optional<String> asked) {
        Contract contract = asked.flatMap(contracts::find).orElseGet(() -> contracts.forHost(current.host()));
        if (!hasCookies(contract)) {
            // A page cannot give the app its tokens.
            throw AuthFailure.because(Reason.NOT_FOUND);
        }
        current.actFor(contract);
    }
}
