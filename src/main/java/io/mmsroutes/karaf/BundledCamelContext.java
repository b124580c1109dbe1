package io.mmsroutes.karaf;

import org.apache.camel.Component;
import org.apache.camel.impl.engine.DefaultComponentResolver;
import org.apache.camel.karaf.core.OsgiDefaultCamelContext;
import org.apache.camel.spi.ComponentResolver;
import org.apache.camel.spi.FactoryFinderResolver;
import org.apache.camel.spi.PackageScanResourceResolver;
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
}
