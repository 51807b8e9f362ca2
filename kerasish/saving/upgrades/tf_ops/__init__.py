"""TensorFlow functions in models of tf.keras, as functions of ``kerasish.ops``."""
