package latchkey;

import org.junit.platform.suite.api.ExcludePackages;
import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** The tests that start the application with settings of their own, without those of {@link ContractSuite}. */
@Suite
@SelectPackages("latchkey")
@ExcludePackages({"latchkey.contract", "latchkey.email", "latchkey.http"})
@IncludeClassNamePatterns(".*ProfileTest")
class ProfileSuite {}
