package latchkey.platform;

import io.quarkus.test.junit.QuarkusIntegrationTest;
import latchkey.TwoReplicas;
import org.junit.jupiter.api.extension.ExtendWith;

/** The same over two replicas on one database. */
@QuarkusIntegrationTest
@ExtendWith(TwoReplicas.class)
class PlatformIT extends PlatformTest {}
