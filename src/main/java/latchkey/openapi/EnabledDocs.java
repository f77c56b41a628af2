package latchkey.openapi;

import io.quarkus.arc.Arc;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import io.smallrye.openapi.api.util.FilterUtil;
import io.smallrye.openapi.api.util.UnusedSchemaFilter;
import java.util.List;
import latchkey.LatchkeyConfig;
import latchkey.contract.Contracts;
import latchkey.http.AdminConfig;
import latchkey.http.IssuerUrl;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;

/** Removes contracts, and the admin API, that are not enabled from the OpenAPI document, and adds the issuer's path as its server. */
@OpenApiFilter(OpenApiFilter.RunStage.RUNTIME_STARTUP)
public class EnabledDocs implements OASFilter {

    @Override
    public void filterOpenAPI(OpenAPI document) {
        String path = IssuerUrl.path(
                Arc.container().instance(LatchkeyConfig.class).get().issuer());
        if (!path.isEmpty()) {
            document.addServer(OASFactory.createServer().url(path));
        }
        Contracts contracts = Arc.container().instance(Contracts.class).get();
        AdminConfig admin = Arc.container().instance(AdminConfig.class).get();
        List<String> disabled = document.getPaths().getPathItems().keySet().stream()
                .filter(each -> contracts.isDisabled(each) || admin.hides(each))
                .toList();
        if (!disabled.isEmpty()) {
            disabled.forEach(document.getPaths()::removePathItem);
            document.setTags(document.getTags().stream()
                    .filter(tag -> !contracts.isDisabled("/" + tag.getName()) && !admin.hides("/" + tag.getName()))
                    .toList());
            FilterUtil.applyFilter(new UnusedSchemaFilter(), document);
        }
    }
}
