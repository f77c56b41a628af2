package latchkey.platform.data;

import static jakarta.ws.rs.core.HttpHeaders.CONTENT_DISPOSITION;

import io.quarkus.security.Authenticated;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import latchkey.account.Account;
import latchkey.audit.AuditLog;
import latchkey.factor.Factors;
import latchkey.factor.RememberedDevices;
import latchkey.http.signin.CurrentUser;
import latchkey.platform.data.DataBodies.OwnData;
import latchkey.session.LiveSessions;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

/** The download of the user's own data. */
@Path("account/data")
@Tag(name = "platform")
@Authenticated
public class DataResource {

    /** The events in the download: enough for years of sign-ins, and no more than a body can hold. */
    private static final int MAX_EVENTS = 1000;

    /** The pages of live sessions in the download. */
    private static final int MAX_PAGES = 10;

    private final CurrentUser currentUser;
    private final LiveSessions sessions;
    private final Factors factors;
    private final RememberedDevices devices;
    private final AuditLog audit;

    DataResource(
            CurrentUser currentUser,
            LiveSessions sessions,
            Factors factors,
            RememberedDevices devices,
            AuditLog audit) {
        this.currentUser = currentUser;
        this.sessions = sessions;
        this.factors = factors;
        this.devices = devices;
        this.audit = audit;
    }

    @GET
    @Operation(
            summary = "Download my data",
            description =
                    "Returns the account with its sessions, second factors, remembered devices and latest events, as a file. No secret is in it.")
    public RestResponse<OwnData> download() {
        Account account = currentUser.account();
        OwnData data = OwnData.of(
                account,
                liveSessions(account),
                factors.of(account),
                factors.recoveryCodesLeft(account),
                devices.of(account),
                audit.latest(account.id, MAX_EVENTS));
        return ResponseBuilder.ok(data)
                .header(CONTENT_DISPOSITION, "attachment; filename=\"account.json\"")
                .build();
    }

    private List<LiveSessions.Live> liveSessions(Account account) {
        List<LiveSessions.Live> all = new ArrayList<>();
        @Nullable UUID after = null;
        for (int pages = 0; pages < MAX_PAGES; pages++) {
            LiveSessions.Page page = sessions.of(account, after);
            all.addAll(page.sessions());
            after = page.next();
            if (after == null) {
                break;
            }
        }
        return all;
    }
}
