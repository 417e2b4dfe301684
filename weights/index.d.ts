/** Where the files of the model lie, for `ZoomInNet.load({ weights })` of the package `zoom-in-net`. */
declare const weights: Readonly<Record<'model' | 'self_test' | 'm_net' | 'a_net' | 'c_net', URL>>;
export default weights;
