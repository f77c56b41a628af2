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
import latchkey.factor.AuthenticatorApps;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import latchkey.http.request.CurrentRequest;
import latchkey.http.signin.CodeSignIn;
import latchkey.http.signin.MfaCode;
import latchkey.http.signin.RequiredFactor;
import latchkey.page.AccountPage.Field;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** The pages on which a user enrols the first authenticator app, in the middle of a sign-in that needs one. */
@Path("account/pages")
@Consumes(APPLICATION_FORM_URLENCODED)
@Produces(PageResource.HTML)
public class EnrolmentPages {

    private final RequiredFactor required;
    private final CodeSignIn codeSignIns;
    private final PageSignIn pages;
    private final Forms forms;
    private final ReturnAddress addresses;
    private final CurrentRequest current;
    private final PageTexts texts;
    private final PageWriter writer;

    EnrolmentPages(
            RequiredFactor required,
            CodeSignIn codeSignIns,
            PageSignIn pages,
            Forms forms,
            ReturnAddress addresses,
            CurrentRequest current,
            PageTexts texts,
            PageWriter writer) {
        this.required = required;
        this.codeSignIns = codeSignIns;
        this.pages = pages;
        this.forms = forms;
        this.addresses = addresses;
        this.current = current;
        this.texts = texts;
        this.writer = writer;
    }

    /** The token of the sign-in is in the fragment, which browsers send to no server. */
    @GET
    @Path(Forms.ENROLMENT)
    @Consumes(WILDCARD)
    @Page
    @Operation(hidden = true)
    public String askToEnrol(
            @RestQuery("contract") @Nullable String contract, @RestQuery("return_to") @Nullable String returnTo) {
        return writer.write(forms.enrolment(Field.LINKED_MFA_TOKEN)
                .value(Field.CONTRACT.name(), contract)
                .value(Field.RETURN_TO.name(), addresses.checked(returnTo).orElse(null)));
    }

    @POST
    @Path(Forms.ENROLMENT)
    @Page
    @Operation(hidden = true)
    public String beginEnrolment(PageForms.Enrolment form) {
        String returnTo = addresses.checked(form.returnTo()).orElse(null);
        AuthenticatorApps.Enrolment app = required.enrol(form.token(), texts.nameOfApp(writer.language()));
        return writer.write(forms.enrolmentCode()
                .value(Field.MFA_TOKEN.name(), form.token())
                .value(Field.CONTRACT.name(), form.contract())
                .value(Field.RETURN_TO.name(), returnTo)
                .value(Field.FACTOR_ID.name(), app.id().toString())
                .value(Field.OTPAUTH.name(), app.uri()));
    }

    /** Opens the session, and shows the recovery codes before the user goes back. */
    @POST
    @Path(Forms.ENROLMENT_CODE)
    @Page
    @Operation(hidden = true)
    public String endEnrolment(PageForms.EnrolmentCode form) {
        Optional<String> returnTo = addresses.checked(form.returnTo());
        Contract contract = pages.ofFrontend(form.contract());
        if (!pages.hasCookies(contract) && returnTo.isEmpty()) {
            throw AuthFailure.because(Reason.NOT_FOUND);
        }
        RequiredFactor.Enrolled enrolled = required.confirm(form.mfaToken(), form.id(), form.firstCode());
        current.actFor(contract);
        AccountPage page = AccountPage.done(Forms.ENROLMENT).codes(enrolled.recoveryCodes());
        if (pages.hasCookies(contract)) {
            pages.deliver(codeSignIns.signIn(new MfaCode(enrolled.mfaToken(), null, null)));
            return writer.write(page.leadingTo(returnTo));
        }
        return writer.write(page.leadingTo(returnTo.map(address -> address + "#mfa_token=" + enrolled.mfaToken())));
    }
}
