"""A program that trains with workers until Ctrl-C ends it."""

import multiprocessing

import numpy as np

import kerasish


class Batches(kerasish.utils.PyDataset):
    """More batches than anybody waits for."""

    def __len__(self):
        return 10**9

    def __getitem__(self, index):
        return np.ones((2, 1), "float32"), np.ones((2, 1), "float32")


class Says(kerasish.callbacks.Callback):
    """Says that training has begun."""

    def on_train_batch_end(self, batch, logs=None):
        if batch == 0:
            print("it runs", flush=True)


if __name__ == "__main__":
    model = kerasish.Sequential([kerasish.Input((1,)), kerasish.layers.Dense(1)])
    model.compile("sgd", "mse")
    data = Batches(workers=1, use_multiprocessing=True)
    history = model.fit(data, verbose=0, callbacks=[Says()], shuffle=False)
    left = len(multiprocessing.active_children())
    print(f"interrupted: {history.interrupted}, workers left: {left}")
