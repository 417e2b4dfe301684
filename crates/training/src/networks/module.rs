//! [`Layers`] as a Burn module, whose parameters lie under the names of the layers.
//!
//! Burn derives a module's paths from its fields. Here they come from the description of the network, and are
//! those that its fields would give: each part of a layer's dotted name is a module of its own.

use burn::module::{
    Content, Devices, Module, ModuleDisplay, ModuleDisplayDefault, ModuleMapper, ModuleVisitor,
};
use burn::tensor::Device;

use super::layers::{Layer, LayerModule, Layers};

/// What stands for the kind of module in paths: only a layer's own is looked at, to tell what its parameters are.
const CONTAINER: &str = "Struct:Layers";

/// `$with` of the module that a [`LayerModule`] holds.
macro_rules! of_each {
    ($held:expr, $module:ident => $with:expr) => {
        match $held {
            LayerModule::ConvNorm($module) => $with,
            LayerModule::Convolution($module) => $with,
            LayerModule::Linear($module) => $with,
        }
    };
}

/// A [`LayerModule`] of `$with` of the module that another one holds.
macro_rules! map_each {
    ($held:expr, $module:ident => $with:expr) => {
        match $held {
            LayerModule::ConvNorm($module) => LayerModule::ConvNorm($with),
            LayerModule::Convolution($module) => LayerModule::Convolution($with),
            LayerModule::Linear($module) => LayerModule::Linear($with),
        }
    };
}

impl Layers {
    fn map_modules(self, with: impl Fn(LayerModule) -> LayerModule) -> Self {
        let layers = self.0.into_iter().map(|Layer { name, module }| Layer {
            name,
            module: with(module),
        });
        Self(layers.collect())
    }
}

impl Module for Layers {
    fn collect_devices(&self, devices: Devices) -> Devices {
        self.0.iter().fold(
            devices,
            |devices, layer| of_each!(&layer.module, module => module.collect_devices(devices)),
        )
    }

    fn fork(self, device: &Device) -> Self {
        self.map_modules(|held| map_each!(held, module => module.fork(device)))
    }

    fn to_device(self, device: &Device) -> Self {
        self.map_modules(|held| map_each!(held, module => module.to_device(device)))
    }

    fn train(self) -> Self {
        self.map_modules(|held| map_each!(held, module => module.train()))
    }

    fn valid(&self) -> Self {
        let layers = self.0.iter().map(|layer| Layer {
            name: layer.name.clone(),
            module: map_each!(&layer.module, module => module.valid()),
        });
        Self(layers.collect())
    }

    fn materialize(self) -> Self {
        self.map_modules(|held| map_each!(held, module => module.materialize()))
    }

    fn visit<V: ModuleVisitor>(&self, visitor: &mut V) {
        for Layer { name, module } in &self.0 {
            let parts = || name.split('.');
            parts().for_each(|part| visitor.enter_module(part, CONTAINER));
            of_each!(module, module => module.visit(visitor));
            let back = parts().rev();
            back.for_each(|part| visitor.exit_module(part, CONTAINER));
        }
    }

    fn map<M: ModuleMapper>(self, mapper: &mut M) -> Self {
        let layers = self.0.into_iter().map(|Layer { name, module }| {
            let parts = || name.split('.');
            parts().for_each(|part| mapper.enter_module(part, CONTAINER));
            let module = map_each!(module, module => module.map(mapper));
            let back = parts().rev();
            back.for_each(|part| mapper.exit_module(part, CONTAINER));
            Layer { name, module }
        });
        Self(layers.collect())
    }
}

impl ModuleDisplayDefault for Layers {
    fn content(&self, content: Content) -> Option<Content> {
        let layers = self.0.iter().fold(
            content,
            |content, layer| of_each!(&layer.module, module => content.add(&layer.name, module)),
        );
        layers.set_top_level_type("Layers").optional()
    }
}

impl ModuleDisplay for Layers {}

#[cfg(test)]
mod tests {
    use burn::module::Param;
    use burn::tensor::Tensor;
    use zoom_in_net::networks::Architecture;

    use crate::networks::ZoomInNet;

    use super::*;

    /// The paths of all parameters, in order.
    #[derive(Default)]
    struct Paths {
        entered: Vec<String>,
        all: Vec<String>,
    }

    impl ModuleVisitor for Paths {
        fn enter_module(&mut self, name: &str, _: &str) {
            self.entered.push(name.to_owned());
        }

        fn exit_module(&mut self, name: &str, _: &str) {
            assert_eq!(self.entered.pop().as_deref(), Some(name));
        }

        fn visit_float<const D: usize>(&mut self, _: &Param<Tensor<D>>) {
            self.all.push(self.entered.join("."));
        }
    }

    impl ModuleMapper for Paths {
        fn enter_module(&mut self, name: &str, container: &str) {
            ModuleVisitor::enter_module(self, name, container);
        }

        fn exit_module(&mut self, name: &str, container: &str) {
            ModuleVisitor::exit_module(self, name, container);
        }

        fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
            self.visit_float(&param);
            param
        }
    }

    /// Fails when a checkpoint or a result of a phase that was written before could not be read any more.
    #[test]
    fn parameters_have_the_paths_that_they_have_in_checkpoints() {
        let layers = ZoomInNet::new(Architecture::Lite).init(&Device::flex());
        let mut visited = Paths::default();
        layers.visit(&mut visited);
        let of_conv_norm = |layer: &str| {
            let fields = [
                "conv.weight",
                "norm.gamma",
                "norm.beta",
                "norm.running_mean",
                "norm.running_var",
            ];
            fields.map(|field| format!("{layer}.{field}"))
        };
        let of = |layer: &str| ["weight", "bias"].map(|field| format!("{layer}.{field}"));
        let stem = of_conv_norm("m_net.backbone.EfficientNetLite.stem");
        assert_eq!(visited.all[..5], stem);
        let block = of_conv_norm("m_net.backbone.EfficientNetLite.blocks.0.depthwise");
        assert_eq!(visited.all[5..10], block);
        let from = |layer: &str| {
            let mut paths = visited.all.iter();
            let at = paths.position(|path| path.starts_with(layer));
            &visited.all[at.expect("there is such a layer")..]
        };
        let heads = [of("m_net.grade"), of("m_net.grade_of_pair")].concat();
        assert_eq!(from("m_net.grade.")[..4], heads);
        assert_eq!(from("a_net.")[..2], of("a_net.reduce"));
        assert_eq!(from("a_net.score.")[..2], of("a_net.score"));
        assert_eq!(from("a_net.look.")[..2], of("a_net.look.0"));
        assert_eq!(from("a_net.attend.")[..2], of("a_net.attend"));
        assert_eq!(from("c_net.grade.")[..], of("c_net.grade"));

        let mut mapped = Paths::default();
        layers.map(&mut mapped);
        assert_eq!(mapped.all, visited.all);
    }
}
