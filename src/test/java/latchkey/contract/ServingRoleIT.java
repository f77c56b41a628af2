package latchkey.contract;

import io.quarkus.test.junit.QuarkusIntegrationTest;
import latchkey.ServingRole;
import org.junit.jupiter.api.extension.ExtendWith;

/** The same cases under a role that owns no table. */
@QuarkusIntegrationTest
@ExtendWith(ServingRole.class)
class ServingRoleIT extends ContractTest {}
