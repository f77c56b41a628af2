package latchkey.page;

import static jakarta.ws.rs.core.MediaType.WILDCARD;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.net.URI;
import java.util.Optional;
import latchkey.LatchkeyConfig;
import latchkey.contract.Contract;
import latchkey.contract.Endpoint;
import latchkey.email.Mails;
import latchkey.http.request.CurrentRequest;
import latchkey.passkey.Passkeys;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** The page on which users look after their account. Its script calls the endpoints of the account as any frontend does. */
@Path(ManagePage.PATH)
@Consumes(WILDCARD)
@Produces(PageResource.HTML)
public class ManagePage {

    static final String PATH = "account/manage";

    private final PageWriter writer;
    private final PageTexts texts;
    private final PageHeaders headers;
    private final ReturnAddress addresses;
    private final PageSignIn pages;
    private final CurrentRequest current;
    private final Mails mails;
    private final boolean passkeys;

    ManagePage(
            PageWriter writer,
            PageTexts texts,
            PageHeaders headers,
            ReturnAddress addresses,
            PageSignIn pages,
            CurrentRequest current,
            Mails mails,
            Passkeys passkeys,
            LatchkeyConfig latchkey) {
        this.writer = writer;
        this.texts = texts;
        this.headers = headers;
        this.addresses = addresses;
        this.pages = pages;
        this.current = current;
        this.mails = mails;
        this.passkeys = passkeys.areFor(URI.create(latchkey.issuer()));
    }

    /**
     * The page, without anything of an account.
     *
     * @param back to a frontend of a trusted origin
     * @param contract of the frontend, whose session in cookies the page then uses
     */
    @GET
    @Page
    @Operation(hidden = true)
    public String manage(@RestQuery("back") @Nullable String back, @RestQuery("contract") @Nullable String contract) {
        Optional<String> wayBack = addresses.checked(back);
        headers.putIntoManage(current.response());
        return texts.writeManage(
                writer.language(),
                wayBack.orElse(null),
                refreshEndpoint(contract).orElse(null),
                mails.areOn(),
                passkeys);
    }

    /** Where the page may continue the session of a frontend: the cookies are the browser's, and their contract's endpoint takes them. */
    private Optional<Endpoint> refreshEndpoint(@Nullable String name) {
        Contract contract = pages.ofFrontend(name);
        return Optional.of(contract)
                .filter(known -> !(known instanceof PageContract) && pages.hasCookies(known))
                .map(known -> new Endpoint(
                        known.refreshEndpoint().method(),
                        current.publicPath(
                                "/" + known.name() + known.refreshEndpoint().path())));
    }
}
