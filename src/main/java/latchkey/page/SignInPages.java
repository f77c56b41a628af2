package latchkey.page;

import static jakarta.ws.rs.core.MediaType.APPLICATION_FORM_URLENCODED;
import static jakarta.ws.rs.core.MediaType.WILDCARD;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.util.Optional;
import latchkey.contract.Contract;
import latchkey.email.LinkProof;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import latchkey.http.recovery.EmailSignIn;
import latchkey.http.recovery.NeedsMail;
import latchkey.http.recovery.NeedsMailSignIn;
import latchkey.http.request.CurrentRequest;
import latchkey.http.signin.CodeSignIn;
import latchkey.http.signin.HashesPassword;
import latchkey.http.signin.PasskeySignIn;
import latchkey.http.signin.PasswordSignIn;
import latchkey.page.AccountPage.Field;
import latchkey.session.Tokens;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The pages that sign a user in: by password or passkey, by a mail, and with a second factor. */
@Path("account/pages")
@Consumes(APPLICATION_FORM_URLENCODED)
@Produces(PageResource.HTML)
public class SignInPages {

    private final EmailSignIn mailSignIns;
    private final PasswordSignIn passwordSignIns;
    private final CodeSignIn codeSignIns;
    private final PasskeySignIn passkeySignIns;
    private final PageSignIn pages;
    private final Forms forms;
    private final ReturnAddress addresses;
    private final CurrentRequest current;
    private final PageWriter writer;

    SignInPages(
            EmailSignIn mailSignIns,
            PasswordSignIn passwordSignIns,
            CodeSignIn codeSignIns,
            PasskeySignIn passkeySignIns,
            PageSignIn pages,
            Forms forms,
            ReturnAddress addresses,
            CurrentRequest current,
            PageWriter writer) {
        this.mailSignIns = mailSignIns;
        this.passwordSignIns = passwordSignIns;
        this.codeSignIns = codeSignIns;
        this.passkeySignIns = passkeySignIns;
        this.pages = pages;
        this.forms = forms;
        this.addresses = addresses;
        this.current = current;
        this.writer = writer;
    }

    @GET
    @Path(Forms.LOGIN)
    @Consumes(WILDCARD)
    @Page
    @Operation(hidden = true)
    public String askForPassword(
            @RestQuery("contract") @Nullable String contract,
            @RestQuery("return_to") @Nullable String returnTo,
            @RestQuery("login_hint") @Nullable String username) {
        return writer.write(forms.login()
                .value(Field.USERNAME.name(), username)
                .value(Field.CONTRACT.name(), contract)
                .value(Field.RETURN_TO.name(), addresses.checked(returnTo).orElse(null)));
    }

    /** Opens a session of the contract that the frontend names, or of Latchkey's own pages. */
    @POST
    @Path(Forms.LOGIN)
    @Page
    @HashesPassword
    @Operation(hidden = true)
    public RestResponse<String> signInByPassword(PageForms.Login form) {
        Optional<String> returnTo = addresses.checked(form.returnTo());
        pages.actFor(pages.find(form.contract()).orElseGet(PageContract::new));
        return pages.answer(() -> form.isByPasskey() ? byPasskey(form) : passwordSignIns.signIn(form), returnTo);
    }

    private Tokens byPasskey(PageForms.Login form) {
        try {
            return passkeySignIns.signIn(form.toAssertion());
        } catch (AuthFailure refused) {
            throw refused.reason() == Reason.BAD_CREDENTIALS ? AuthFailure.because(Reason.PASSKEY_REJECTED) : refused;
        }
    }

    /** Opens a session for the contract through which the user asked for the mail; asks for the code of a second factor first. */
    @POST
    @Path("sign-in")
    @NeedsMail
    @NeedsMailSignIn
    @Page
    @Operation(hidden = true)
    public RestResponse<String> signIn(PageForms.Proof form) {
        LinkProof proof = form.toProof();
        return pages.answer(
                () -> mailSignIns.signIn(proof, asked -> pages.actFor(pages.ofFrontend(asked.orElse(null)))),
                Optional.empty());
    }

    /** The token of the sign-in is in the fragment, which browsers send to no server. */
    @GET
    @Path(Forms.SECOND_FACTOR)
    @Consumes(WILDCARD)
    @Page
    @Operation(hidden = true)
    public String askForSecondFactor(
            @RestQuery("contract") @Nullable String contract, @RestQuery("return_to") @Nullable String returnTo) {
        return writer.write(forms.secondFactor(Field.LINKED_MFA_TOKEN)
                .value(Field.CONTRACT.name(), contract)
                .value(Field.RETURN_TO.name(), addresses.checked(returnTo).orElse(null)));
    }

    /** Opens a session, and goes back to the frontend. If its contract has no cookies, it gets a token to exchange for the session. */
    @POST
    @Path(Forms.SECOND_FACTOR)
    @Page
    @Operation(hidden = true)
    public RestResponse<String> showSecondFactor(PageForms.SecondFactor form) {
        Optional<String> returnTo = addresses.checked(form.returnTo());
        Contract contract = pages.ofFrontend(form.contract());
        if (pages.hasCookies(contract)) {
            current.actFor(contract);
            return pages.finish(
                    form.isByPasskey() ? passkeySignIns.signIn(form.toAssertion()) : codeSignIns.signIn(form.toCode()),
                    returnTo);
        }
        String address = returnTo.orElseThrow(() -> AuthFailure.because(Reason.NOT_FOUND));
        current.actFor(contract);
        String token = form.isByPasskey()
                ? passkeySignIns.handOver(form.toAssertion(), form.token())
                : codeSignIns.handOver(form.toCode());
        return PageSignIn.redirect(address + "#mfa_token=" + token);
    }
}
