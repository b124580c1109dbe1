package io.mmsroutes.karaf;

import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.support.scan.DefaultPackageScanResourceResolver;
import org.apache.camel.util.AntPathMatcher;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;

/** {@code classpath:folder/*} in a bundle, where Camel's own search finds nothing and says nothing. */
final class BundledResources extends DefaultPackageScanResourceResolver {
    private final Bundle bundle;

    BundledResources(Bundle bundle) {
        this.bundle = bundle;
    }

    @Override
    protected void findInClasspath(
            String folder, Set<Resource> resources, String pattern, @Nullable Predicate<String> filter) {
        String root = folder.replaceFirst("^/*", "").replaceFirst("/*$", "") + "/";
        @Nullable Enumeration<URL> entries = bundle.findEntries(root, "*", true);
        for (URL entry : entries == null ? Collections.<URL>emptyList() : Collections.list(entries)) {
            String path = entry.getPath().replaceFirst("^/*", "");
            String name = path.substring(root.length());
            if (AntPathMatcher.INSTANCE.match(pattern, name) && (filter == null || filter.test(name))) {
                resources.add(ResourceHelper.resolveResource(getCamelContext(), "classpath:" + path));
            }
        }
    }
}
