package io.mmsroutes.karaf;

import java.util.Optional;
import org.apache.camel.impl.engine.DefaultFactoryFinder;
import org.apache.camel.karaf.core.OsgiFactoryFinder;
import org.apache.camel.spi.ClassResolver;
import org.apache.camel.spi.FactoryFinder;
import org.apache.camel.spi.FactoryFinderResolver;
import org.osgi.framework.BundleContext;

/** What Camel makes by the name of a file under {@code META-INF/services}: of this bundle and its fragments, then of any bundle. */
final class BundledFactories extends OsgiFactoryFinder {
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
