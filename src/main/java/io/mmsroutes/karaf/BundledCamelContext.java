package io.mmsroutes.karaf;

import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.camel.Component;
import org.apache.camel.impl.engine.DefaultComponentResolver;
import org.apache.camel.impl.engine.DefaultFactoryFinder;
import org.apache.camel.karaf.core.OsgiDefaultCamelContext;
import org.apache.camel.karaf.core.OsgiFactoryFinder;
import org.apache.camel.spi.ClassResolver;
import org.apache.camel.spi.ComponentResolver;
import org.apache.camel.spi.FactoryFinder;
import org.apache.camel.spi.FactoryFinderResolver;
import org.apache.camel.spi.PackageScanResourceResolver;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.support.scan.DefaultPackageScanResourceResolver;
import org.apache.camel.util.AntPathMatcher;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/**
 * Camel-Karaf's context, which finds what other bundles bring; and, first, what lies in this bundle and its fragments, which
 * Camel-Karaf does not look into.
 */
final class BundledCamelContext extends OsgiDefaultCamelContext {
    BundledCamelContext(BundleContext bundle) {
        super(bundle);
    }

    @Override
    protected FactoryFinderResolver createFactoryFinderResolver() {
        return new BundledFactories.Finders(getBundleContext());
    }

    @Override
    protected ComponentResolver createComponentResolver() {
        ComponentResolver elsewhere = super.createComponentResolver();
        ComponentResolver here = new DefaultComponentResolver();
        return (name, context) -> {
            Component found = elsewhere.resolveComponent(name, context);
            return found != null ? found : here.resolveComponent(name, context);
        };
    }

    @Override
    protected PackageScanResourceResolver createPackageScanResourceResolver() {
        return new BundledResources(getBundleContext().getBundle());
    }

    /** What Camel makes by the name of a file under {@code META-INF/services}: of this bundle and its fragments, then of any bundle. */
    private static final class BundledFactories extends OsgiFactoryFinder {
        private final FactoryFinder here;

        private BundledFactories(BundleContext bundle, ClassResolver classes, String path) {
            super(bundle, classes, path);
            this.here = new DefaultFactoryFinder(classes, path);
        }

        @Override
        public Optional<Class<?>> findClass(String key) {
            Optional<Class<?>> found = here.findOptionalClass(key);
            return found.isPresent() ? found : super.findClass(key);
        }

        @Override
        public Optional<Class<?>> findOptionalClass(String key) {
            return findClass(key);
        }

        record Finders(BundleContext bundle) implements FactoryFinderResolver {
            @Override
            public FactoryFinder resolveFactoryFinder(ClassResolver classes, String path) {
                return new BundledFactories(bundle, classes, path);
            }

            @Override
            public FactoryFinder resolveBootstrapFactoryFinder(ClassResolver classes, String path) {
                return resolveFactoryFinder(classes, path);
            }
        }
    }

    /** {@code classpath:folder/*} in a bundle, where Camel's own search finds nothing and says nothing. */
    private static final class BundledResources extends DefaultPackageScanResourceResolver {
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
}
