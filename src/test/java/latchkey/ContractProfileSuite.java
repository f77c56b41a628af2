package latchkey;

import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** The tests of contracts, mail and HTTP that start the application with settings of their own. */
@Suite
@SelectPackages({"latchkey.contract", "latchkey.email", "latchkey.http"})
@IncludeClassNamePatterns(".*ProfileTest")
class ContractProfileSuite {}
