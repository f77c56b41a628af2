package latchkey.admin.system;

import static jakarta.ws.rs.core.MediaType.APPLICATION_JSON;

import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;
import latchkey.client.Scope;
import latchkey.openapi.AdminDescriptions;
import latchkey.openapi.Scoped;
import latchkey.settings.SettingsInForce;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The settings that are in force, for operators. */
@Path("admin/settings")
@Tag(name = "admin")
@Consumes(APPLICATION_JSON)
@RegisterForReflection // AdminFilter reads the annotations of its methods.
public class SettingsResource {

    @Schema(description = AdminDescriptions.SETTINGS)
    record AllSettings(
            @Schema(description = AdminDescriptions.SETTINGS)
            List<SettingInForce> settings) {}

    @Schema(description = AdminDescriptions.SETTING)
    record SettingInForce(
            @Schema(description = AdminDescriptions.SETTING_NAME)
            String name,

            @Nullable @Schema(description = AdminDescriptions.SETTING_VALUE, nullable = true)
            String value,

            @Schema(description = AdminDescriptions.SETTING_HIDDEN)
            boolean hidden,

            @Schema(description = AdminDescriptions.SETTING_SOURCE)
            String source) {

        private static SettingInForce of(SettingsInForce.Setting setting) {
            return new SettingInForce(setting.name(), setting.value(), setting.hidden(), setting.source());
        }
    }

    @GET
    @Scoped(Scope.SETTINGS_READ)
    @Operation(
            summary = "List the settings",
            description =
                    "Lists the settings that are in force, and where each comes from. The values of secrets are hidden.")
    public AllSettings listSettings() {
        return new AllSettings(
                SettingsInForce.list().stream().map(SettingInForce::of).toList());
    }
}
