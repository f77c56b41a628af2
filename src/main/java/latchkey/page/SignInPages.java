package latchkey.page;

import static jakarta.ws.rs.core.MediaType.APPLICATION_FORM_URLENCODED;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
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
import latchkey.http.signin.MfaCode;
import latchkey.http.signin.TokenDelivery;
import latchkey.session.TokenIssuer.Kept;
import latchkey.session.Tokens;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The pages that sign a user in who asked for a mail, for contracts that keep tokens in cookies. */
@Path("account/pages")
@Consumes(APPLICATION_FORM_URLENCODED)
@Produces(PageResource.HTML)
public class SignInPages {

    private final EmailSignIn mailSignIns;
    private final CodeSignIn codeSignIns;
    private final TokenDelivery delivery;
    private final Contracts contracts;
    private final ContractConfig contractSettings;
    private final CurrentRequest current;
    private final PageWriter writer;

    SignInPages(
            EmailSignIn mailSignIns,
            CodeSignIn codeSignIns,
            TokenDelivery delivery,
            Contracts contracts,
            ContractConfig contractSettings,
            CurrentRequest current,
            PageWriter writer) {
        this.mailSignIns = mailSignIns;
        this.codeSignIns = codeSignIns;
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
            return writer.write(Forms.secondFactor()
                    .value(AccountPage.Field.MFA_TOKEN.name(), refused.mfaToken())
                    .value(AccountPage.Field.CONTRACT.name(), current.contract().name()));
        }
    }

    @POST
    @Path(Forms.SECOND_FACTOR)
    @NeedsMail
    @NeedsMailSignIn
    @Page
    @Operation(hidden = true)
    public String showSecondFactor(PageForms.SecondFactor form) {
        actFor(Optional.of(form.contract()));
        return signedIn(codeSignIns.signIn(new MfaCode(form.mfaToken(), form.factor())));
    }

    private String signedIn(Tokens tokens) {
        delivery.deliver(new Kept(tokens, current.contract().name()));
        return writer.write(AccountPage.done("sign-in"));
    }

    private void actFor(Optional<String> asked) {
        Contract contract = asked.flatMap(contracts::find).orElseGet(() -> contracts.forHost(current.host()));
        if (!contract.refreshTokenIn(contractSettings).contains(TokenLocation.COOKIE)) {
            // A page cannot give the app its tokens.
            throw AuthFailure.because(Reason.NOT_FOUND);
        }
        current.actFor(contract);
    }
}
